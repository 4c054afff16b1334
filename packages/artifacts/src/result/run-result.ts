import * as v from "valibot";
import { artifactSchema } from "./artifacts.ts";
import { attackSchema } from "./attacks.ts";
import { ladderSchema, pathSchema } from "./close-ups.ts";
import { distanceSchema } from "./distances.ts";
import { exampleSchema } from "./examples.ts";
import { described, list, row, text } from "./fields.ts";
import { labelSchema } from "./labels.ts";
import { lessonSchema } from "./lessons.ts";
import { meanSchema } from "./means.ts";
import { modelSchema } from "./models.ts";
import { runSettings } from "./settings.ts";
import { sweepSchema } from "./sweeps.ts";
import { runTiming } from "./timing.ts";
import { verdictSchema } from "./verdicts.ts";

/** Version of the layout. Readers refuse one they do not know. */
export const SCHEMA_VERSION = 2;

/**
 * All that came out of a run: what `result.json` holds and all that a report is made of. Two runs of the same
 * settings on the same machine agree in everything but their `timing`.
 */
export interface RunResult extends v.InferOutput<typeof runResultSchema> {}

/** The layout of `result.json` as a valibot schema. Fields it does not know are dropped. */
export const runResultSchema = row(
  "RunResult",
  "All that came out of a run: what `result.json` holds and all that a report is made of. Two runs of the same settings on the same machine agree in everything but their `timing`.",
  {
    schemaVersion: described(v.literal(SCHEMA_VERSION), "Version of this layout. Readers refuse one they do not know."),
    tool: described(v.pipe(v.object({ name: text, version: text }), v.readonly()), "What wrote it."),
    command: described(text, "The command line that reproduces it."),
    settings: runSettings,
    verdicts: list(verdictSchema, "One entry per architecture and claim known to the run, in the order in which a reader expects them."),
    models: list(modelSchema, "One row per trained model."),
    attacks: list(attackSchema, "One row per model, attack and space."),
    sweeps: list(sweepSchema, "One row per model, attack and space whose attack was swept over radii."),
    distances: list(distanceSchema, "One row per model, attack, space, population of images and ruler."),
    labels: list(labelSchema, "One row per model, attack and latent space whose examples were checked for their label."),
    means: list(meanSchema, "Means over the models of one strategy and size: the points of the curves."),
    lessons: list(lessonSchema, "One row per lesson of a learned part."),
    examples: list(
      exampleSchema,
      "Images for a reader to look at: those of the first normal model at the largest N, then a few of others.",
    ),
    ladders: v.optional(list(ladderSchema, "Test images attacked with one radius after another."), []),
    paths: v.optional(list(pathSchema, "The way an attack takes on a few test images."), []),
    warnings: list(text, "What deserves a reader's attention besides the audits, in words."),
    artifacts: list(artifactSchema, "Where the numbers behind the rows are kept."),
    timing: runTiming,
  },
);
