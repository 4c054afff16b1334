import { Fault, Random, type Offer, type Plugin, type Scope } from "@disentangle/core";
import { crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";

/** What options an iterative attack promises. */
export interface OptionSubject {
  readonly plugin: Plugin;
  /** Updates it makes by default, where it evaluates one point more. */
  readonly updates: number;
  /** Options it must refuse, each by the name of its first. */
  readonly refused: readonly object[];
}

/** Registers as tests that an attack runs as it says by default, letting solved rows leave at once, and refuses wrong options by name. */
export function testAttackOptions(name: string, { plugin, updates, refused }: OptionSubject): void {
  const offer = plugin.offers[0] as Offer<"attack">;
  describe(`${name} keeps its options`, () => {
    test.each(["paper", "reference"])(`makes ${updates} updates by default under %s`, async (protocol) => {
      // The first row cannot fall, the second has fallen where it starts.
      const images = tf.tensor4d([0.5, 0.5, 0.5, 0.5], [2, 1, 2, 1]);
      using space = imageSpace(images);
      images.dispose();
      const attack = await offer.configure(undefined)({ protocol } as Scope);
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

    test.each(refused)("refuses %o, by name", (options) => {
      let refusal: unknown;
      try {
        offer.configure(options);
      } catch (error) {
        refusal = error;
      }
      expect(Fault.is(refusal, "bad-option")).toBe(true);
      expect((refusal as Fault).message).toContain(Object.keys(options)[0]);
    });
  });
}
