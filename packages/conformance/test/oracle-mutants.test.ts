import type { Backend } from "@disentangle/core";
import "@disentangle/ops/mends";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { oracleLaws, type OracleLaw } from "../src/oracle/oracle.ts";

const backend: Backend = {
  probe: async () => ({ works: true, detail: "" }),
  activate: async () => {
    await tf.setBackend("cpu");
    return { name: "cpu", detail: {} };
  },
};

const lawOf = (promise: string): OracleLaw => {
  const law = oracleLaws.find((one) => one.promise === promise);
  if (law === undefined) throw new Error(`There is no law ${promise}.`);
  return law;
};

/** Spoils the last number alone: the last channel of the last pixel of the last image. */
function spoil(values: Float32Array): void {
  const last = values.length - 1;
  if (last >= 0) values[last] = 1.1 * (values[last] as number) + 0.1;
}

test.each([
  ["BatchMatMul", "matMul: values"],
  ["Conv2D", "conv2d: values"],
  ["Conv2DBackpropInput", "conv2dTranspose: values"],
  ["Conv2DBackpropFilter", "conv2d: gradient"],
  ["MaxPool", "maxPool: values"],
  ["MaxPoolGrad", "maxPool: gradient"],
  ["AvgPoolGrad", "avgPool: gradient"],
  ["Concat", "concat: values"],
  ["ResizeBilinear", "image.resizeBilinear: values"],
  ["Softmax", "softmax: values"],
])("a kernel %s with one wrong number is caught by the law on %s", async (name, promise) => {
  const config = tf.getKernel(name, "cpu");
  tf.unregisterKernel(name, "cpu");
  tf.registerKernel({
    ...config,
    kernelFunc: (task) => {
      const result = config.kernelFunc(task) as tf.TensorInfo;
      spoil((task.backend as { readonly data: { get(id: object): { values: Float32Array } } }).data.get(result.dataId).values);
      return result;
    },
  });
  try {
    await expect(lawOf(promise).check({ backend })).rejects.toThrow();
  } finally {
    tf.unregisterKernel(name, "cpu");
    tf.registerKernel(config);
  }
  await lawOf(promise).check({ backend });
});

test.each([
  ["BatchMatMul", "matMul: gradient"],
  ["Conv2D", "conv2d: gradient"],
  ["MaxPool", "maxPool: gradient"],
  ["AvgPool", "avgPool, padded: gradient"],
  ["MirrorPad", "mirrorPad, reflect: gradient"],
  ["ResizeNearestNeighbor", "layers.upSampling2d, nearest: gradient"],
  ["Max", "max: gradient"],
  ["Slice", "slice: gradient"],
  ["FusedBatchNorm", "batchNorm4d: gradient"],
  ["Einsum", "einsum: gradient"],
])("a gradient of %s with one wrong number is caught by the law on %s", async (name, promise) => {
  const config = tf.getGradient(name);
  const gradFunc: tf.GradFunc = (dy, saved, attrs) =>
    Object.fromEntries<() => tf.Tensor>(
      Object.entries(config.gradFunc(dy, saved, attrs)).map(([input, of]) => [
        input,
        () => {
          const right = of();
          const values = Float32Array.from(right.dataSync());
          spoil(values);
          return tf.tensor(values, right.shape);
        },
      ]),
    );
  tf.registerGradient({ ...config, gradFunc });
  try {
    await expect(lawOf(promise).check({ backend })).rejects.toThrow();
  } finally {
    tf.registerGradient(config);
  }
  await lawOf(promise).check({ backend });
});
