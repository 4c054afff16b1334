import { openFonts } from "@disentangle/dataset-fonts";
import * as tf from "@tensorflow/tfjs";

/**
 * Trains a small convolutional network, made of layers of tfjs alone, on images of letters; returns the mean
 * loss of every epoch.
 */
export async function trainFonts(): Promise<readonly number[]> {
  const fonts = await openFonts();
  using examples = await fonts.examples(
    "train",
    Int32Array.from({ length: 1000 }, (_, i) => i),
  );
  const labels = tf.oneHot(tf.tensor1d(examples.labels, "int32"), fonts.classes.length);

  const start = (seed: number): ReturnType<typeof tf.initializers.heNormal> => tf.initializers.heNormal({ seed });
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [...fonts.image], filters: 16, kernelSize: 3, activation: "relu", kernelInitializer: start(1) }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 32, kernelSize: 3, useBias: false, kernelInitializer: start(2) }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: fonts.classes.length, activation: "softmax", kernelInitializer: start(3) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.003), loss: "categoricalCrossentropy" });
  const { history } = await model.fit(examples.images, labels, {
    epochs: 3,
    batchSize: 50,
    shuffle: false,
    yieldEvery: "never",
  });
  labels.dispose();
  model.dispose();
  return history["loss"] as number[];
}
