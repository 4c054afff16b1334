import type { LessonRecord } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import { storedTensors } from "../stored-tensors.ts";
import { manifoldIdOf } from "../subject.ts";
import type { TaskKind } from "../task.ts";

const Stored = v.object({
  curves: v.record(v.string(), v.array(v.number())),
  figures: v.record(v.string(), v.number()),
  warnings: v.array(v.string()),
  seconds: v.number(),
});

/** Learns one thing that a part is assembled from, such as the VAE-GAN of one class. */
export const lessonKind: TaskKind<LessonRecord> = {
  large: true,
  file: "lesson",
  async compute({ task, bench, context, seconds }) {
    const manifold = bench.manifolds.get(manifoldIdOf(task));
    const lesson = manifold?.lessons.find(({ id }) => id === task.subject.lesson);
    if (manifold === undefined || lesson === undefined) throw new Error(`There is no lesson for the task "${task.label}".`);
    const random = bench.random.fork("lesson", manifold.id, lesson.id);
    const { tensors, curves = {}, figures = {}, warnings = [] } = await lesson.learn({ ...context, random });
    try {
      const copied = Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, [...curve]]));
      return {
        json: { curves: copied, figures: { ...figures }, warnings: [...warnings], seconds: seconds() },
        tensors: await storedTensors(tensors),
      };
    } finally {
      tf.dispose({ ...tensors });
    }
  },
  decode: (task, { json }) => ({ part: `manifold ${manifoldIdOf(task)}`, lesson: task.subject.lesson ?? "", ...v.parse(Stored, json) }),
  evidence: async (task, results) => ({ lessons: [await results.read<LessonRecord>(task)] }),
};
