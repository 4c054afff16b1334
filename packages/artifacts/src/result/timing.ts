import * as v from "valibot";
import { count, described, list, maybeFinite, model, row, text } from "./fields.ts";

/** How long one task took. */
export interface TaskTime extends v.InferOutput<typeof taskTime> {}
const taskTime = row("TaskTime", "How long one task took.", {
  kind: described(text, "Such as `train`, `error`, `attack`, `distances`."),
  label: described(text, "The task in words."),
  seconds: described(v.number(), "Seconds it took in this run; 0 where its result was found finished."),
  cached: described(v.boolean(), "Whether its result was found finished."),
  machine: v.exactOptional(described(text, "Which machine of a queue computed it; absent where none did.")),
  worker: v.exactOptional(described(count, "Which worker process computed it, from 0; absent where none did.")),
});

/** How long a model trained. */
export interface TrainingTime extends v.InferOutput<typeof trainingTime> {}
const trainingTime = row("TrainingTime", "How long a model trained.", { ...model, seconds: v.number() });

/** How long a lesson was learned. */
export interface LessonTime extends v.InferOutput<typeof lessonTime> {}
const lessonTime = row("LessonTime", "How long a lesson was learned.", {
  part: described(text, "Kind and id of the part, such as `manifold vae-gan`."),
  lesson: described(text, "Id of the lesson."),
  seconds: v.number(),
});

/** Times, which alone may differ between two runs of the same settings. */
export interface RunTiming extends v.InferOutput<typeof runTiming> {}
/** Schema of {@link RunTiming}. */
export const runTiming = row("RunTiming", "Times, which alone may differ between two runs of the same settings.", {
  started: described(text, "When the run began, ISO 8601."),
  seconds: described(v.number(), "Seconds of the run from start to end."),
  peakMemory: described(maybeFinite, "Largest resident memory in bytes, of all processes of the run together; null where it is not known."),
  tasks: list(taskTime, "In the order in which they ended."),
  training: list(trainingTime, "How long each model trained, in this run or the earlier one that trained it."),
  lessons: list(lessonTime, "How long each lesson was learned, in this run or the earlier one that learned it."),
});
