import * as v from "valibot";
import { attackSchema } from "./attacks.ts";
import { exampleSchema } from "./examples.ts";
import { count, described, interval, json, list, row, share, text } from "./fields.ts";
import { sweepSchema } from "./sweeps.ts";

/** Version of the layout of {@link AttackedModel}. Readers refuse one they do not know. */
export const ATTACKED_MODEL_VERSION = 1;

const partName = v.pipe(v.object({ id: text, options: v.record(text, json) }), v.readonly());

/** What attacks on a model of one's own found: what `attack.json` holds and its page is made of. */
export interface AttackedModel extends v.InferOutput<typeof attackedModelSchema> {}
/** The layout of `attack.json` as a valibot schema. Its rows name the model `own`, of size and number 0. */
export const attackedModelSchema = row("AttackedModel", "What attacks on a model of one's own found.", {
  attackVersion: described(v.literal(ATTACKED_MODEL_VERSION), "Version of this layout. Readers refuse one they do not know."),
  tool: described(v.pipe(v.object({ name: text, version: text }), v.readonly()), "What wrote it."),
  command: described(text, "How to do the same again."),
  model: row("AttackedFile", "The model that was attacked.", {
    file: text,
    format: described(v.picklist(["layers-model", "graph-model", "weights"]), "`weights` are of one of the architectures that come along."),
    sha256: described(text, "Of the file itself; weights in files beside it are not part of it."),
    image: described(v.pipe(v.tuple([count, count, count]), v.readonly()), "Height, width and channels of its images."),
    classes: list(text, "Names of the classes, in the order of the outputs."),
    outputs: described(v.picklist(["logits", "probabilities"]), "What it returns, as given or as found."),
  }),
  data: row("AttackedData", "The images that were attacked.", {
    ...partName.entries,
    fingerprint: text,
    labels: list(count, "True class of each attacked image, in its order."),
  }),
  backend: partName,
  seed: v.number(),
  clean: row("CleanError", "Unattacked images.", {
    errors: described(count, "Misclassified ones."),
    total: count,
    error: share,
    interval,
  }),
  attacks: list(attackSchema, "One row per attack."),
  sweeps: list(sweepSchema, "One row per attack that was swept over radii."),
  examples: list(exampleSchema, "Images for a reader to look at."),
  files: described(v.record(text, text), "The file with every image's outcome and adversarial image, by attack, seen from this one."),
  warnings: list(text, "What deserves a reader's attention besides the audits, in words."),
  timing: row("AttackTiming", "When it began, and how long it took.", { started: text, seconds: v.number() }),
});
