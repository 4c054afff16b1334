import type { Backend } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

const started = new WeakMap<Backend, Promise<string>>();

/** Runs `work` on the subject's backend, which is activated once and switched to again. */
export async function onBackend<T>(backend: Backend, work: () => Promise<T>): Promise<T> {
  const name = started.get(backend) ?? backend.activate().then((info) => info.name);
  started.set(backend, name);
  await tf.setBackend(await name);
  return work();
}

/** Runs `work` on the backend every other is held against. */
export async function onReference<T>(work: () => Promise<T>): Promise<T> {
  await tf.setBackend("cpu");
  return work();
}
