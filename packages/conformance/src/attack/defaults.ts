import { partOf, Random, type Plugin, type Protocol } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";

/**
 * Registers as tests that an iterative attack runs as it says by default, letting solved rows leave at once.
 *
 * @param name of the attack, by which it is chosen where the plugin offers several
 * @param updates how many it makes by default, where it evaluates one point more
 */
export function testAttackDefaults(name: string, plugin: Plugin, updates: number): void {
  describe(`${name} by default`, () => {
    test.each<Protocol>(["paper", "reference"])(`makes ${updates} updates under %s`, async (protocol) => {
      // The first row cannot fall, the second has fallen where it starts.
      const images = tf.tensor4d([0.5, 0.5, 0.5, 0.5], [2, 1, 2, 1]);
      using space = imageSpace(images);
      images.dispose();
      const attack = await partOf(plugin, plugin.offers.length === 1 ? "attack" : `attack/${name}`, undefined, { protocol });
      using proposal = await attack.perturb(
        {
          classify: (at: tf.Tensor4D) =>
            tf.tidy(() => tf.concat<tf.Tensor2D>([tf.reshape(at, [-1, 2]), tf.mul(0.49, tf.ones([at.shape[0], 1]))], 1)),
          space,
          labels: Int32Array.of(0, 2),
          samples: Int32Array.of(0, 1),
          radius: Float32Array.of(0, 0.001),
          criterion: misclassified,
          objective: crossEntropyObjective,
        },
        Random.seeded(1),
        new AbortController().signal,
      );
      expect([...proposal.iterations]).toEqual([-1, 0]);
      expect([...proposal.forwards]).toEqual([updates + 1, 1]);
    });
  });
}
