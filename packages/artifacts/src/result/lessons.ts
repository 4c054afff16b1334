import type { LessonRecord } from "@disentangle/core";
import * as v from "valibot";
import { described, list, maybeFinite, row, text } from "./fields.ts";
import { finite } from "./finite.ts";
import { pictureRow, pictureSchema } from "./pictures.ts";

/** What a lesson of a learned part left for a reader. */
export interface LessonRow extends v.InferOutput<typeof lessonSchema> {}
/** Schema of {@link LessonRow}. */
export const lessonSchema = row("LessonRow", "What a lesson of a learned part left for a reader; its seconds are with the times.", {
  part: described(text, "Kind and id of the part, such as `manifold vae-gan`."),
  lesson: described(text, "Id of the lesson, such as `class-3`."),
  curves: v.pipe(v.record(text, list(maybeFinite, "One number an epoch.")), v.readonly(), v.description("Curves over epochs, by name.")),
  figures: v.pipe(v.record(text, maybeFinite), v.readonly(), v.description("Single numbers, by name.")),
  pictures: v.pipe(
    v.record(text, pictureSchema),
    v.readonly(),
    v.description("Images worth a look, by name, such as a grid of reconstructions."),
  ),
  warnings: list(text, "What deserves a reader's attention, in words."),
});

/** The row of `result.json` for a lesson. */
export function lessonRow({ part, lesson, curves, figures, pictures = {}, warnings }: LessonRecord): LessonRow {
  const finiteOf = (values: readonly number[]): (number | null)[] => values.map((value) => finite(value));
  return {
    part,
    lesson,
    curves: Object.fromEntries(Object.entries(curves).map(([name, values]) => [name, finiteOf(values)])),
    figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, finite(value)])),
    pictures: Object.fromEntries(Object.entries(pictures).map(([name, picture]) => [name, pictureRow(picture)])),
    warnings,
  };
}
