// Trains a small network and prints, every hundred steps, what it holds. Argument: steps. The test runs some
// hundreds; for more: node --expose-gc --max-semi-space-size=1 --conditions=@disentangle/source
// test/growth.ts 10000
import { Random } from "@disentangle/core";
import { Adam, batchNorm, convolution, crossEntropy, flatten, linear, network, relu } from "@disentangle/ops";
import { simdInfo } from "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";

/** What a process holds after some steps. */
export interface Held {
  readonly step: number;
  readonly tensors: number;
  readonly heapBytes: number;
  readonly bytesUsed: number;
  readonly residentBytes: number;
}

const steps = Number(process.argv[2] ?? 300);
if (!(await tf.setBackend("simd"))) throw new Error("The simd backend did not start.");
const layers = [8, 16].flatMap((channels) => [convolution({ channels, kernel: 4, stride: 2, pad: 1 }), batchNorm(), relu()]);
using classifier = network([...layers, flatten(), linear(10)], { image: [28, 28, 1], classes: 10 }, Random.seeded(1));
using optimiser = new Adam(classifier.parameters());
const random = Random.seeded(2);
const parameters = Object.values(classifier.parameters());

for (let step = 1; step <= steps; step++) {
  // Batches of different sizes, made outside of the backend and read back, as in a real training.
  const batch = 16 + (step % 5);
  const pixels = Float32Array.from({ length: batch * 28 * 28 }, () => random.uniform());
  tf.tidy(() => {
    const images = tf.tensor4d(pixels, [batch, 28, 28, 1]);
    const labels = tf.tensor1d(
      Array.from({ length: batch }, () => random.integer(10)),
      "int32",
    );
    const { value, grads } = tf.variableGrads(() => crossEntropy(classifier.logits(images, "train"), labels).mean(), parameters);
    optimiser.apply(grads, 0.001);
    return value.dataSync();
  });
  if (step % 100 > 0) continue;
  // What JavaScript has not collected yet is not growth.
  globalThis.gc?.();
  const { heapBytes, bytesUsed } = simdInfo()!;
  const held: Held = { step, tensors: tf.memory().numTensors, heapBytes, bytesUsed, residentBytes: process.memoryUsage.rss() };
  console.log(JSON.stringify(held));
}
