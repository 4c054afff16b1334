import type { Backend } from "@disentangle/core";
import { L2, LINF, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { afterAll, expect, test } from "vitest";
import { backendAgreementLaws, type AgreementSubject } from "../src/backend-agreement.ts";

type Kernel = (result: tf.TensorInfo | tf.TensorInfo[], backend: unknown) => tf.TensorInfo | tf.TensorInfo[];

/** TensorFlow.js's CPU backend once more, under another name, with the results of some kernels changed. */
function variant(name: string, changes: Readonly<Record<string, Kernel>> = {}): Backend {
  const Cpu = (tf.findBackend("cpu") as object).constructor as new () => tf.KernelBackend;
  tf.registerBackend(name, () => new Cpu());
  for (const config of tf.getKernelsForBackend("cpu")) {
    const change = changes[config.kernelName];
    const kernelFunc: tf.KernelFunc = (task) => {
      const result = config.kernelFunc(task);
      return change === undefined ? result : change(result, task.backend);
    };
    tf.registerKernel({ ...config, backendName: name, kernelFunc });
  }
  return { probe: async () => ({ works: true, detail: name }), activate: async () => ({ name, detail: {} }) };
}

/** Adds to the first number of a result. */
function off(by: number): Kernel {
  return (result, backend) => {
    const [{ dataId }] = [result].flat() as [tf.TensorInfo];
    const values = (backend as { readonly data: { get(id: object): { values: Float32Array } } }).data.get(dataId).values;
    values[0] = (values[0] as number) + by;
    return result;
  };
}

await tf.setBackend("cpu");
const attacks = [
  projectedDescent("stopping", LINF, { iterations: 10, learningRate: 0.02, keep: "first", scaling: "coordinate" }),
  projectedDescent("run-through", L2, { iterations: 10, learningRate: 0.1, keep: "best", scaling: "row" }),
];

async function broken(subject: AgreementSubject, about = ""): Promise<string[]> {
  const promises: string[] = [];
  for (const law of backendAgreementLaws.filter(({ promise }) => promise.includes(about))) {
    await law.check(subject).catch((error: unknown) => promises.push(`${law.promise}: ${String(error)}`));
  }
  return promises;
}

afterAll(() => tf.setBackend("cpu"));

test("the same kernels under another name agree, and nothing is left behind", async () => {
  const subject = { backend: variant("same"), attacks };
  expect(await broken(subject, "add")).toEqual([]);
  const { numTensors } = tf.memory();
  expect(await broken(subject)).toEqual([]);
  expect(tf.memory().numTensors).toBe(numTensors);
});

test("a wrong gradient kernel is caught", async () => {
  const backend = variant("wrong filter gradient", { Conv2DBackpropFilter: off(1) });
  expect(await broken({ backend, attacks: [] }, "conv2d")).toEqual(
    Array.from({ length: 5 }, () => expect.stringContaining("The gradient 1 of")),
  );
  expect(await broken({ backend, attacks: [] }, "three steps of training")).toHaveLength(2);
});

test("a kernel that returns no number is caught", async () => {
  const seen = await broken({ backend: variant("not a number", { Exp: off(Number.NaN) }), attacks: [] }, "exp");
  expect(seen).toContainEqual(expect.stringContaining("differs by Infinity"));
});

test("an attack that ends elsewhere is caught, rounding is not", async () => {
  const about = "whole attacks";
  expect(await broken({ backend: variant("rounding", { _FusedMatMul: off(1e-7) }), attacks }, about)).toEqual([]);
  expect(await broken({ backend: variant("wrong logits", { _FusedMatMul: off(0.3) }), attacks }, about)).not.toEqual([]);
});
