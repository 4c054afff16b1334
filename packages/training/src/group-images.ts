import type { Attack, Classifier, Group, Random, Rows, SearchSpace, SpaceName } from "@disentangle/core";
import { crossEntropyObjective, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** Where the spaces and attacks of a strategy come from. */
export interface StrategyParts {
  /** The search space of some examples; training disposes of it. */
  readonly spaceOf: (name: SpaceName, rows: Rows) => SearchSpace;
  /** The attack of a group; asked for once per group, before training starts. */
  readonly attackOf: (attack: NonNullable<Group["attack"]>) => Attack | Promise<Attack>;
}

/**
 * The images a group trains on: those of its examples, or what its attack makes of them against the
 * classifier as it stands, in eval mode. They are constants: no gradient flows back into the attack. The
 * caller disposes of them.
 *
 * @param examples the group's own rows
 */
export async function groupImages(
  group: Group,
  examples: Rows,
  classifier: Classifier,
  attack: Attack | undefined,
  spaceOf: StrategyParts["spaceOf"],
  random: Random,
  signal: AbortSignal,
): Promise<tf.Tensor4D> {
  if (group.space === "clean" || attack === undefined) return examples.images.clone();
  using space = spaceOf(group.space, examples);
  using frozen = classifier.freeze();
  using proposal = await attack.perturb(
    {
      classify: (images) => frozen.classify(images),
      space,
      labels: examples.labels,
      samples: examples.indices,
      radius: new Float32Array(examples.labels.length).fill(group.radius ?? 0),
      criterion: misclassified,
      objective: crossEntropyObjective,
    },
    random,
    signal,
  );
  return tf.tidy(() => space.render(proposal.points));
}
