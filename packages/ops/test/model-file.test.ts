import { mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { modelFile, openModel } from "@disentangle/ops/model-file";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "model-file-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => void (await tf.setBackend("cpu")));

/** Writes a model's artifacts as converters do, the weights cut into shards of that many bytes. */
function write(name: string, artifacts: tf.io.ModelArtifacts, shard: number): string {
  const bytes = Buffer.from(artifacts.weightData as ArrayBuffer);
  const paths = Array.from({ length: Math.ceil(bytes.length / shard) }, (_, i) => `${name}-${i + 1}.bin`);
  paths.forEach((path, i) => writeFileSync(join(folder, path), bytes.subarray(i * shard, (i + 1) * shard)));
  const { modelTopology, weightSpecs: weights, format } = artifacts;
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify({ format, modelTopology, weightsManifest: [{ paths, weights }] }));
  return path;
}

async function layersModel(name: string, shard: number): Promise<{ readonly path: string; readonly model: tf.Sequential }> {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, activation: "relu" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3 }),
    ],
  });
  let path = "";
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      path = write(name, artifacts, shard);
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return { path, model };
}

const graph = (weights: Float32Array): tf.io.ModelArtifacts => {
  const float = { type: "DT_FLOAT" };
  const shape = (...sizes: number[]): object => ({ shape: { dim: sizes.map((size) => ({ size: String(size) })) } });
  return {
    format: "graph-model",
    modelTopology: {
      node: [
        { name: "x", op: "Placeholder", input: [], attr: { dtype: float, shape: shape(-1, 4) } },
        { name: "w", op: "Const", input: [], attr: { dtype: float } },
        { name: "y", op: "MatMul", input: ["x", "w"], attr: { transpose_a: { b: false }, transpose_b: { b: false }, T: float } },
      ],
      versions: { producer: 1 },
    },
    weightSpecs: [{ name: "w", shape: [4, 3], dtype: "float32" }],
    weightData: weights.buffer as ArrayBuffer,
  };
};

test("a layers model in several shards predicts what it did before it was saved", async () => {
  const { path, model } = await layersModel("layers", 100);
  const images = tf.randomUniform([5, 6, 6, 1], 0, 1, "float32", 1);
  const expected = (model.predict(images) as tf.Tensor).dataSync();
  const opened = await openModel(path);
  expect(opened.format).toBe("layers-model");
  expect((opened.model.predict(images) as tf.Tensor).dataSync()).toEqual(expected);
  const byHandler = await tf.loadLayersModel(modelFile(path));
  expect((byHandler.predict(images) as tf.Tensor).dataSync()).toEqual(expected);
});

test("a graph model multiplies by its weights", async () => {
  const weights = Float32Array.from({ length: 12 }, (_, i) => i);
  const { format, model } = await openModel(write("graph", graph(weights), 48));
  expect(format).toBe("graph-model");
  const y = model.predict(tf.tensor2d([[1, 0, 2, 0]])) as tf.Tensor;
  expect([...y.dataSync()]).toEqual([0 + 2 * 6, 1 + 2 * 7, 2 + 2 * 8]);
});

test.each([
  ["net.h5", "bad-option", /Keras model.*tensorflowjs_converter --input_format=keras/],
  ["net.keras", "bad-option", /Keras model/],
  ["saved_model.pb", "bad-option", /SavedModel.*tf_saved_model/],
  ["net.pth", "bad-option", /PyTorch.*from_pytorch\.py/],
  ["net.onnx", "bad-option", /ONNX.*not supported/],
  ["nowhere.json", "io", /nowhere\.json failed \(ENOENT\)\. Check the path/],
])("%s is refused, with what to do", async (name, code, message) => {
  const error: unknown = await openModel(join(folder, name)).catch((error: unknown) => error);
  expect(Fault.is(error) && error.code).toBe(code);
  expect((error as Error).message).toMatch(message);
});

test.each([
  ["cut.json", '{"modelTopology":', /not JSON; it may be cut short/],
  ["other.json", '{"name":"package"}', /has no modelTopology/],
  ["none.json", "null", /has no modelTopology/],
])("%s is refused as bad data", async (name, text, message) => {
  writeFileSync(join(folder, name), text);
  const error: unknown = await openModel(join(folder, name)).catch((error: unknown) => error);
  expect(Fault.is(error, "bad-data")).toBe(true);
  expect((error as Error).message).toMatch(message);
});

test("weights that are cut short or missing are named, before the model is built", async () => {
  const { path } = await layersModel("cut", 100);
  truncateSync(join(folder, "cut-1.bin"), 90);
  await expect(openModel(path)).rejects.toThrow(/The weights of .*cut\.json take \d+ bytes instead of \d+/);
  unlinkSync(join(folder, "cut-1.bin"));
  await expect(openModel(path)).rejects.toThrow(/cut-1\.bin failed \(ENOENT\)\. Keep the weight files beside/);
});

test("a layer that TensorFlow.js does not know is named", async () => {
  const path = join(folder, "custom.json");
  const layer = { class_name: "Mine", config: { name: "mine" } };
  const modelTopology = { class_name: "Sequential", config: { name: "s", layers: [layer] } };
  writeFileSync(path, JSON.stringify({ format: "layers-model", modelTopology, weightsManifest: [] }));
  await expect(openModel(path)).rejects.toThrow(/cannot be built: Unknown layer: Mine.*registerClass/);
});
