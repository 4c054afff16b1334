import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { foldModel } from "./folded-model.ts";
import type { Model } from "./model.ts";

/** The one output of a model for a batch, in inference mode. */
export interface Output {
  readonly of: (images: tf.Tensor) => tf.Tensor;
  /** Weights that were made for it, to be freed with it. */
  readonly weights: readonly tf.Tensor[];
}

/** How a model is run. Models made for batches of one get their images one by one. */
export function outputOf(model: Model): Output {
  if (typeof model === "function") return { of: (images) => single(model(images)), weights: [] };
  const kind: unknown = model;
  if (kind instanceof Promise) throw refused("a promise of a model", "Await it first: classifierFrom(await tf.loadLayersModel(…), …).");
  if (typeof kind !== "object" || kind === null) throw refused(String(kind), TAKES);
  // Told apart by what they can do, since there may be two copies of the classes.
  const layers = "apply" in model && typeof model.apply === "function";
  if (!layers && !("execute" in model && typeof model.execute === "function")) throw refused("something that is no model", TAKES);
  const inputs = (model as { readonly inputs?: readonly { readonly shape?: readonly (number | null)[] }[] }).inputs ?? [];
  if (inputs.length > 1) {
    const mend =
      "Wrap it in a function of the images that gives it its other inputs: classifierFrom((images) => model.apply([images, other]), …).";
    throw refused(`a model of ${inputs.length} inputs`, mend);
  }
  const folded = layers ? foldModel(model) : undefined;
  const plain = (images: tf.Tensor): tf.Tensor =>
    single("apply" in model && layers ? model.apply(images, { training: false }) : (model as tf.GraphModel).execute(images));
  const run = folded?.run ?? plain;
  const of = inputs[0]?.shape?.[0] === 1 ? (images: tf.Tensor) => rowByRow(run, images) : run;
  return { of, weights: folded?.weights ?? [] };
}

const TAKES = "Give a tf.LayersModel, a tf.GraphModel, or a function from a batch of images to their logits.";

const refused = (what: string, mend: string): Fault => new Fault("bad-option", `classifierFrom got ${what}.`, { value: what, mend });

function rowByRow(run: (images: tf.Tensor) => tf.Tensor, images: tf.Tensor): tf.Tensor {
  const rows = images.shape[0];
  return rows === 1 ? run(images) : tf.concat(tf.split(images, rows).map(run));
}

function single(result: unknown): tf.Tensor {
  if (result instanceof tf.Tensor || (typeof result === "object" && result !== null && "dataId" in result)) return result as tf.Tensor;
  if (!Array.isArray(result)) {
    const what = result instanceof Promise ? "a promise" : typeof result;
    throw refused(`a model that returns ${what}`, "Return the tensor of logits itself, without `async`, [B, classes].");
  }
  if (result.length === 1) return single(result[0]);
  throw new Fault("bad-option", `The model has ${result.length} outputs.`, {
    value: result.length,
    mend: "Wrap it in a function that returns the one to attack: classifierFrom((images) => model.apply(images)[0], …).",
  });
}
