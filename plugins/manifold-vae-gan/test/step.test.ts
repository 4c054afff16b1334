import "@disentangle/backend-simd";
import { Adam } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { buildNetwork, NETWORKS, type NetworkName, type VaeGan } from "../src/networks.ts";
import { lossGradients, updateVaeGan } from "../src/step.ts";
import { readFixture, under } from "./fixture.ts";

const SHAPE = { image: [28, 28, 1], size: 3, width: 2 } as const;
const WEIGHTS = { beta: 2.25, gamma: 1 };

type Fixture = Readonly<Record<string, tf.Tensor>>;

/** The fixture's networks; running statistics start as those of fresh networks. */
function networksOf(fixture: Fixture): VaeGan {
  const build = (name: NetworkName) => {
    const stored = under(`${name}/`, fixture);
    for (const [key, { shape }] of Object.entries(stored)) {
      if (!key.endsWith("/scale")) continue;
      stored[key.replace("scale", "mean")] = tf.zeros(shape);
      stored[key.replace("scale", "variance")] = tf.ones(shape);
    }
    return buildNetwork(name, SHAPE, stored);
  };
  const [encoder, decoder, discriminator] = [build("encoder"), build("decoder"), build("discriminator")];
  return {
    encoder,
    decoder,
    discriminator,
    [Symbol.dispose]: () => [encoder, decoder, discriminator].forEach((one) => one[Symbol.dispose]()),
  };
}

/** Largest difference, relative to the largest expected value. */
function relativeError(actual: tf.Tensor | undefined, expected: tf.Tensor): number {
  return tf.tidy(() => {
    const scale = tf.max(tf.abs(expected)).dataSync()[0] as number;
    // A parameter without an entry has gradient zero.
    const difference = actual ? tf.sub(actual, expected) : expected;
    return (tf.max(tf.abs(difference)).dataSync()[0] as number) / Math.max(scale, 1e-3);
  });
}

describe.each(["cpu", "simd"])("on %s, one step", (backend) => {
  test("has the loss terms and gradients that PyTorch has", async () => {
    await tf.setBackend(backend);
    const fixture = readFixture();
    using networks = networksOf(fixture);
    const { terms, ...gradients } = lossGradients(networks, fixture["images"] as tf.Tensor4D, fixture["noise"] as tf.Tensor2D, WEIGHTS);
    for (const [name, expected] of Object.entries(under("terms/", fixture))) {
      expect(relativeError(terms[name as keyof typeof terms], expected), name).toBeLessThan(1e-5);
    }
    for (const name of NETWORKS) {
      const expected = under(`gradients/${name}/`, fixture);
      expect(Object.keys(expected)).toEqual(expect.arrayContaining(Object.keys(networks[name].parameters())));
      for (const [key, variable] of Object.entries(networks[name].parameters())) {
        expect(relativeError(gradients[name][variable.name], expected[key] as tf.Tensor), `${name}/${key}`).toBeLessThan(1e-4);
      }
    }
  });

  test("ends at the weights and running statistics that PyTorch ends at, and keeps no tensor", async () => {
    await tf.setBackend(backend);
    const fixture = readFixture();
    using networks = networksOf(fixture);
    const optimisers = Object.fromEntries(NETWORKS.map((name) => [name, new Adam(networks[name].parameters())])) as Record<
      NetworkName,
      Adam
    >;
    const before = tf.memory().numTensors;
    const images = fixture["images"] as tf.Tensor4D;
    const terms = updateVaeGan(networks, optimisers, images, fixture["noise"] as tf.Tensor2D, WEIGHTS, 0.0045);
    tf.dispose({ ...terms });
    expect(tf.memory().numTensors).toBe(before);
    for (const name of NETWORKS) {
      const state = networks[name].state();
      for (const [key, expected] of Object.entries(under(`after/${name}/`, fixture))) {
        // The first step of Adam moves by the gradient's sign, so rounding shows where it is nearly zero; a
        // step missed would be 1e-2.
        expect(relativeError(state[key], expected), `${name}/${key}`).toBeLessThan(1e-3);
      }
      optimisers[name][Symbol.dispose]();
    }
  });
});
