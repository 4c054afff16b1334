import "@disentangle/backend-simd";
import pgdLinf from "@disentangle/attack-pgd-linf";
import { partOf, Random, type Attack, type Examples, type Frozen } from "@disentangle/core";
import fonts from "@disentangle/dataset-fonts";
import { evaluateAttack, successRate, testError, type AttackResult } from "@disentangle/evaluation";
import { classifierFrom, crossEntropyObjective, imageSpace, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";

// A model of TensorFlow.js, trained by TensorFlow.js, with a softmax and pixels in [-1, 1], as people have
// them.

await tf.setBackend("simd");
const dataset = await partOf(fonts, "dataset", { ranges: "easy" });
const attack: Attack = await partOf(pgdLinf, "attack", { iterations: 20, learningRate: 0.01 });
const OPTIONS = { image: [28, 28, 1], range: [-1, 1] } as const;
const SAMPLES = Int32Array.from({ length: 40 }, (_, i) => i);

let model: tf.LayersModel;

async function trained(): Promise<tf.LayersModel> {
  const own = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [28, 28, 1],
        filters: 8,
        kernelSize: 5,
        strides: 2,
        activation: "relu",
        kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
      }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.2, seed: 1 }),
      tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
    ],
  });
  own.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
  using examples: Examples = await dataset.examples(
    "train",
    Int32Array.from({ length: 1000 }, (_, i) => i),
  );
  const pixels = tf.tidy(() => tf.sub(tf.mul(examples.images, 2), 1));
  const labels = tf.tensor1d(examples.labels, "float32");
  await own.fit(pixels, labels, { epochs: 6, batchSize: 50, shuffle: false });
  tf.dispose([pixels, labels]);
  return own;
}

function attacked(frozen: Frozen): Promise<AttackResult> {
  return evaluateAttack({
    cell: { dataset: "fonts", architecture: "own", strategy: "own", size: 1000, model: 0 },
    attack,
    frozen,
    dataset,
    samples: SAMPLES,
    spaceOf: ({ images }) => imageSpace(images),
    radius: 0.02,
    restarts: 1,
    combine: "worst-case",
    criterion: misclassified,
    objective: crossEntropyObjective,
    random: Random.seeded(1),
    signal: new AbortController().signal,
  });
}

beforeAll(async () => {
  model = await trained();
});

describe("a model trained by TensorFlow.js itself", () => {
  test("is attacked as it is: it classifies, falls to PGD, and itself agrees", async () => {
    using frozen = classifierFrom(model, { ...OPTIONS, outputs: "probabilities" });
    const { errors, total } = await testError({ frozen, dataset, count: 500 });
    expect(errors / total).toBeLessThan(0.5);
    const { record, images } = await attacked(frozen);
    // A radius at which some images fall and some stand, to be told apart below.
    expect(Math.abs(successRate(record, "worst-case") - 0.5)).toBeLessThan(0.4);
    expect(record.audit.warnings).toEqual([]);
    // The model itself agrees, asked without any of our code.
    const flat = tf.tensor4d(images, [SAMPLES.length, 28, 28, 1]);
    const predicted = tf.tidy(() => tf.argMax(model.predict(tf.sub(tf.mul(flat, 2), 1)) as tf.Tensor, 1).dataSync());
    using examples = await dataset.examples("test", SAMPLES);
    for (const row of SAMPLES) expect(predicted[row] !== examples.labels[row], `image ${row}`).toBe(record.success[row] === 1);
    flat.dispose();
  });

  test("whose probabilities are taken for logits gets a warning", async () => {
    using frozen = classifierFrom(model, OPTIONS);
    const { record } = await attacked(frozen);
    expect(record.audit.warnings.join()).toContain("look like probabilities");
  });

  test("gives the same bytes once saved and loaded again", async () => {
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    // Through JSON and back, as a file would carry it.
    const { weightData, ...rest } = saved as tf.io.ModelArtifacts;
    const artifacts = JSON.parse(JSON.stringify(rest)) as tf.io.ModelArtifacts;
    const again = await tf.loadLayersModel(tf.io.fromMemory({ ...artifacts, weightData: weightData as ArrayBuffer }));
    const [before, after] = [
      await attacked(classifierFrom(model, { ...OPTIONS, outputs: "probabilities" })),
      await attacked(classifierFrom(again, { ...OPTIONS, outputs: "probabilities" })),
    ];
    expect(after.images).toEqual(before.images);
    expect(after.record.success).toEqual(before.record.success);
  });
});
