import { readFileSync } from "node:fs";
import { decodeTensors } from "@disentangle/artifacts";
import * as tf from "@tensorflow/tfjs";

/** What tools/step.py computed with PyTorch in double precision. */
export function readFixture(): Readonly<Record<string, tf.Tensor>> {
  const bytes = readFileSync(new URL("step.safetensors", import.meta.url));
  const { tensors } = decodeTensors(bytes);
  return Object.fromEntries(Object.entries(tensors).map(([name, { data, shape }]) => [name, tf.tensor(data as Float32Array, [...shape])]));
}

/** Entries of that prefix, without it. */
export function under(prefix: string, tensors: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
