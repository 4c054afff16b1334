import { readFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { Fault, reasonOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { conversionOf } from "./conversions.ts";

/** A model from disk, by its format. */
export type OpenedModel =
  | { readonly format: "layers-model"; readonly model: tf.LayersModel }
  | { readonly format: "graph-model"; readonly model: tf.GraphModel };

/**
 * Reads a `model.json` with the weight files beside it, in Node, where TensorFlow.js by itself fetches over
 * HTTP alone. The caller disposes of the model.
 *
 * ```ts
 * const { model } = await openModel("model.json");
 * using frozen = classifierFrom(model, { image: [28, 28, 1] });
 * ```
 *
 * @throws Fault `bad-option` for a file of another format, saying how to convert it; `io` where a file cannot
 * be read; `bad-data` where it is no model or its weights are not what it says
 */
export async function openModel(path: string): Promise<OpenedModel> {
  const conversion = conversionOf(path);
  if (conversion !== undefined) {
    throw new Fault("bad-option", `${path} is ${conversion.what}, which TensorFlow.js does not read.`, {
      value: path,
      mend: conversion.mend,
    });
  }
  const json = await readJson(path);
  const handler = handlerOf(path, json);
  try {
    return json.format === "graph-model" || "node" in json.modelTopology
      ? { format: "graph-model", model: await tf.loadGraphModel(handler) }
      : { format: "layers-model", model: await tf.loadLayersModel(handler) };
  } catch (cause) {
    if (Fault.is(cause)) throw cause;
    throw new Fault("bad-data", `The model in ${path} cannot be built: ${reasonOf(cause).split("\n")[0]}.`, {
      value: path,
      cause,
      mend: "Register a layer of your own with tf.serialization.registerClass and load the model by code, or convert it again.",
    });
  }
}

/**
 * A `model.json` on disk as `tf.loadLayersModel` and `tf.loadGraphModel` take it. Throws as
 * {@link openModel}.
 */
export function modelFile(path: string): tf.io.IOHandler {
  return { load: async () => loadArtifacts(path, await readJson(path)) };
}

function handlerOf(path: string, json: ModelJson): tf.io.IOHandler {
  return { load: () => loadArtifacts(path, json) };
}

type ModelJson = tf.io.ModelJSON & { readonly modelTopology: object };

async function readJson(path: string): Promise<ModelJson> {
  const text = (await read(path)).toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Fault("bad-data", `${path} is not JSON; it may be cut short.`, { value: path, cause, mend: MEND });
  }
  const topology = typeof json === "object" && json !== null && "modelTopology" in json ? json.modelTopology : undefined;
  if (typeof topology === "object" && topology !== null) return json as ModelJson;
  throw new Fault("bad-data", `${path} is no model of TensorFlow.js: it has no modelTopology.`, { value: path, mend: MEND });
}

const MEND = "Name the model.json that model.save or tensorflowjs_converter wrote.";

async function loadArtifacts(path: string, json: ModelJson): Promise<tf.io.ModelArtifacts> {
  return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const specs = manifest.flatMap(({ weights }) => weights);
    const shards: Buffer[] = [];
    for (const name of manifest.flatMap(({ paths }) => paths)) shards.push(await read(join(dirname(path), name)));
    const bytes = Buffer.concat(shards);
    const due = bytesOf(specs);
    if (due !== undefined && due !== bytes.length) {
      throw new Fault("bad-data", `The weights of ${path} take ${bytes.length} bytes instead of ${due}.`, {
        value: bytes.length,
        mend: "Copy or convert the model again, with all its weight files.",
      });
    }
    return [specs, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)];
  });
}

/** Bytes that weights take; undefined where the manifest alone does not tell, as for text. */
function bytesOf(specs: readonly tf.io.WeightsManifestEntry[]): number | undefined {
  let sum = 0;
  for (const { dtype, shape, quantization } of specs) {
    const size = BYTES[quantization?.dtype ?? dtype];
    if (size === undefined) return undefined;
    sum += size * tf.util.sizeFromShape(shape);
  }
  return sum;
}

const BYTES: Readonly<Record<string, number>> = { float32: 4, int32: 4, uint8: 1, bool: 1, uint16: 2, float16: 2, complex64: 8 };

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : reasonOf(cause);
    const shard = extname(path) === ".bin";
    throw new Fault("io", `Reading ${path} failed (${code}).`, {
      value: path,
      cause,
      mend: shard ? "Keep the weight files beside the model.json that names them." : "Check the path.",
    });
  }
}
