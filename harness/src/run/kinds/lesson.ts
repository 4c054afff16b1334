import type { LessonRecord, Picture } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";
import { storedTensors } from "./stored-tensors.ts";
import { manifoldIdOf } from "./subject.ts";
import type { TaskKind } from "../task.ts";

const StoredPicture = v.object({ shape: v.tuple([v.number(), v.number(), v.number()]), pixels: v.string() });

const Stored = v.object({
  curves: v.record(v.string(), v.array(v.number())),
  figures: v.record(v.string(), v.number()),
  pictures: v.optional(v.record(v.string(), StoredPicture), {}),
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
    const { tensors, curves = {}, figures = {}, pictures = {}, warnings = [] } = await lesson.learn({ ...context, random });
    try {
      const copied = Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, [...curve]]));
      return {
        json: { curves: copied, figures: { ...figures }, pictures: textsOf(pictures), warnings: [...warnings], seconds: seconds() },
        tensors: await storedTensors(tensors),
      };
    } finally {
      tf.dispose({ ...tensors });
    }
  },
  decode(task, { json }) {
    const { pictures, ...rest } = v.parse(Stored, json);
    return { part: `manifold ${manifoldIdOf(task)}`, lesson: task.subject.lesson ?? "", ...rest, pictures: picturesOf(pictures) };
  },
  evidence: async (task, results) => ({ lessons: [await results.read<LessonRecord>(task)] }),
};

type Texts = Record<string, v.InferOutput<typeof StoredPicture>>;

function textsOf(pictures: Readonly<Record<string, Picture>>): Texts {
  const entries = Object.entries(pictures).map(
    ([name, { shape, pixels }]) =>
      [name, { shape: [...shape] as [number, number, number], pixels: Buffer.from(pixels).toString("base64") }] as const,
  );
  return Object.fromEntries(entries);
}

function picturesOf(texts: Texts): Readonly<Record<string, Picture>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, { shape, pixels }]) => [name, { shape, pixels: Uint8Array.from(Buffer.from(pixels, "base64")) }]),
  );
}
