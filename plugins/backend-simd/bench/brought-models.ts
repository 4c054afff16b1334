import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { classifierFrom } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/** The folder in which `npm install nsfwjs @vladmandic/human` was done, for all contenders. */
export const MODELS_VARIABLE = "DISENTANGLE_BENCH_MODELS";

/** A model that people bring, and the batch it is asked for. */
interface Brought {
  readonly image: [number, number, number];
  readonly batch: number;
  readonly load: (folder: string) => Promise<tf.LayersModel | tf.GraphModel>;
}

interface Manifest {
  readonly modelTopology: object;
  readonly weightsManifest: readonly { readonly weights: tf.io.WeightsManifestEntry[] }[];
}

function artifacts(manifest: Manifest, weights: Buffer): tf.io.IOHandler {
  const weightData = new Uint8Array(weights).buffer;
  const weightSpecs = manifest.weightsManifest.flatMap((part) => part.weights);
  return { load: async () => ({ ...manifest, weightSpecs, weightData }) };
}

/** By the name of their works. Both packages carry their weights. */
export const BROUGHT: Readonly<Record<string, Brought>> = {
  mobilenet: {
    image: [224, 224, 3],
    batch: 8,
    load: async (folder) => {
      const read = createRequire(join(folder, "node_modules/nsfwjs/package.json"));
      const at = "./dist/models/mobilenet_v2";
      const weights = read(`${at}/group1-shard1of1.min.js`) as string;
      return tf.loadLayersModel(artifacts(read(`${at}/model.min.js`) as Manifest, Buffer.from(weights, "base64")));
    },
  },
  emotion: {
    image: [64, 64, 1],
    batch: 40,
    load: async (folder) => {
      const at = join(folder, "node_modules/@vladmandic/human/models");
      const manifest = JSON.parse(readFileSync(join(at, "emotion.json"), "utf8")) as Manifest;
      return tf.loadGraphModel(artifacts(manifest, readFileSync(join(at, "emotion.bin"))));
    },
  },
};

/**
 * Classifies a batch, as `classifierFrom` does; where a backend has no gradients, as the model itself does.
 */
export async function classify(name: string): Promise<{ readonly images: tf.Tensor4D; readonly run: (x: tf.Tensor4D) => tf.Tensor }> {
  const folder = process.env[MODELS_VARIABLE];
  const brought = BROUGHT[name];
  if (folder === undefined || brought === undefined) throw new RangeError(`There is no model ${name}: see --models.`);
  const model = await brought.load(folder);
  const images = tf.randomUniform<tf.Rank.R4>([brought.batch, ...brought.image], 0, 1, "float32", 1);
  if (tf.getBackend() === "wasm") return { images, run: (x) => model.predict(x) as tf.Tensor };
  const frozen = classifierFrom(model, { image: brought.image, outputs: "probabilities", warn: () => undefined });
  return { images, run: (x) => frozen.classify(x) };
}
