import * as v from "valibot";
import { attacked, described, row, text } from "./fields.ts";

/**
 * The safetensors file with what one task found. What the row is about stands in it as far as it applies:
 * weights have no attack, a lesson no model. `weights` holds the parameters of the trained model; `attack`
 * what `AttackRecord` of `@disentangle/core` has (arrays of restarts · images are restart-major) and
 * `points`, the adversarial point of every image: its pixels in image space, else its code; `sweep` the
 * `smallest` radii; `distances` tensors `<population>/<quantity>`; `lesson` what was learned.
 */
export interface ArtifactRow extends v.InferOutput<typeof artifactSchema> {}
/** Schema of {@link ArtifactRow}. */
export const artifactSchema = row(
  "ArtifactRow",
  "The safetensors file with what one task found. What it is about stands in the row as far as it applies: weights have no attack, a lesson no model.",
  {
    kind: described(
      text,
      "`weights`: the parameters of the trained model. `attack`: what `AttackRecord` of `@disentangle/core` has (arrays of restarts · images are restart-major) and `points`, the adversarial point of every image: its pixels in image space, else its code. `sweep`: the `smallest` radii. `distances`: tensors `<population>/<quantity>`. `lesson`: what was learned. Other kinds of tasks name theirs.",
    ),
    path: described(text, "Path of the file, from the folder that holds the result."),
    ...v.partial(v.object(attacked)).entries,
    ruler: v.exactOptional(described(text, "Id of the manifold that measured, for distances.")),
    part: v.exactOptional(described(text, "Kind and id of the learned part, for a lesson.")),
    lesson: v.exactOptional(described(text, "Id of the lesson.")),
  },
);
