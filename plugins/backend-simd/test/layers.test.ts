import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { noise, startSimd } from "./backends.ts";

/** Losses of a small convolutional model from tf.layers over a few epochs. */
async function losses(): Promise<number[]> {
  const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 6, kernelSize: 3, activation: "relu", kernelInitializer: seeded(1) }),
      tf.layers.batchNormalization(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 7, kernelSize: 3, padding: "same", activation: "elu", kernelInitializer: seeded(2) }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 9, activation: "tanh", kernelInitializer: seeded(3) }),
      tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: seeded(4) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const x = noise([48, 12, 12, 1], 1);
  const y = tf.tidy(() => tf.oneHot(tf.argMax(noise([48, 3], 2), 1), 3));
  const { history } = await model.fit(x, y, { batchSize: 16, epochs: 4, shuffle: false });
  tf.dispose([x, y]);
  model.dispose();
  return history["loss"] as number[];
}

test("a model from tf.layers trains as on cpu", async () => {
  await tf.setBackend("cpu");
  const expected = await losses();
  await startSimd({ threads: 2 });
  const actual = await losses();
  expect(actual[3]!).toBeLessThan(actual[0]!);
  for (const [epoch, loss] of expected.entries()) expect(Math.abs(actual[epoch]! - loss)).toBeLessThan(1e-3);
});
