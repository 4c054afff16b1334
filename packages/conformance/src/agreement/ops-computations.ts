import { Random } from "@disentangle/core";
import {
  Adam,
  adamStep,
  affine,
  averagePool,
  batchNorm,
  batchNormEval,
  batchNormTrain,
  convolution,
  crossEntropy,
  dlrObjective,
  flatten,
  L1,
  L2,
  linear,
  LINF,
  marginObjective,
  maxPool,
  network,
  projectPoints,
  relu,
  residual,
  rowNorms,
  type Layer,
} from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { Computation, Input } from "./computation.ts";

/** Whole networks add up the rounding of their layers. */
const NETWORK = 1e-4;

const images: Input = { shape: [4, 12, 12, 1], fill: "uniform" };
const labels: Input = { shape: [4], fill: "classes", below: 5 };
const logits: Input = { shape: [4, 5] };

/** What the standard classifiers are made of. */
const LAYERS: Readonly<Record<string, readonly Layer[]>> = {
  convolutional: [
    convolution({ channels: 6, kernel: 4, stride: 2, pad: 1 }),
    batchNorm(),
    relu(),
    convolution({ channels: 8, kernel: 3, pad: 1 }),
    batchNorm(),
    relu(),
    maxPool(2),
    flatten(),
    linear(12),
    relu(),
    linear(5),
  ],
  residual: [
    convolution({ channels: 4, kernel: 3, pad: 1, bias: false }),
    batchNorm(),
    relu(),
    residual([convolution({ channels: 4, kernel: 3, pad: 1, bias: false }), batchNorm()]),
    averagePool(),
    linear(5),
  ],
};

/**
 * Every building block of `@disentangle/ops`, with its gradient; blocks with a fused kernel run it where the
 * backend has one.
 */
export const opsComputations: readonly Computation[] = [
  {
    name: "affine",
    inputs: [{ shape: [4, 9, 11, 2], fill: "uniform" }, { shape: [4, 6] }],
    run: (x, t) => affine(x as tf.Tensor4D, tf.add<tf.Tensor2D>(tf.mul(t, 0.2), tf.tensor1d([0, 0, 0, 0, 1, 0]))),
    // The gradient in the parameters multiplies by differences of positions, which come from sine and cosine.
    tolerance: 1e-4,
  },
  {
    name: "batchNormTrain",
    inputs: [{ shape: [6, 5, 5, 3] }, { shape: [3] }, { shape: [3] }],
    run: (x, scale, offset) => batchNormTrain(x, scale as tf.Tensor1D, offset as tf.Tensor1D, 1e-5).y,
    tolerance: 5e-5,
  },
  {
    name: "batchNormTrain, statistics",
    inputs: [{ shape: [6, 5, 5, 3] }],
    run: (x) => {
      const { mean, variance } = batchNormTrain(x, tf.ones([3]), tf.zeros([3]), 1e-5);
      return [mean, variance];
    },
    differentiable: false,
  },
  {
    name: "batchNormEval",
    inputs: [{ shape: [3] }, { shape: [3] }, { shape: [3] }, { shape: [3], fill: "uniform" }],
    run: (...all) => {
      const [scale, offset, mean, variance] = all as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const { factor, shift } = batchNormEval(scale, offset, mean, variance, 1e-5);
      return [factor, shift];
    },
    tolerance: 5e-5,
  },
  { name: "crossEntropy", inputs: [logits, labels], run: (z, y) => crossEntropy(z as tf.Tensor2D, y as tf.Tensor1D), tolerance: 1e-4 },
  {
    name: "marginObjective",
    inputs: [logits, labels],
    run: (z, y) => marginObjective({ kappa: 0.5 }).loss(z as tf.Tensor2D, y as tf.Tensor1D),
  },
  { name: "dlrObjective", inputs: [logits, labels], run: (z, y) => dlrObjective.loss(z as tf.Tensor2D, y as tf.Tensor1D) },
  {
    name: "adamStep",
    inputs: [{ shape: [40] }, { shape: [40] }, { shape: [40] }, { shape: [40], fill: "uniform" }],
    run: (...all) => {
      const [w, g, m, v] = all as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      return adamStep(w, g, m, v, { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 1e-4, step: 3 });
    },
    differentiable: false,
  },
  {
    name: "rowNorms",
    inputs: [{ shape: [4, 3, 3, 2] }],
    run: (delta) => Object.values(rowNorms(delta)),
    differentiable: false,
  },
  ...[L1, L2, LINF].flatMap((norm): readonly Computation[] => [
    {
      name: `projection onto the ball, ${norm.name}`,
      inputs: [{ shape: [4, 3, 3, 2] }, { shape: [4], fill: "uniform" }],
      run: (delta, radius) => norm.project(delta, radius as tf.Tensor1D),
      differentiable: false,
    },
    {
      name: `projectPoints, ${norm.name}`,
      inputs: [{ shape: [4, 3, 3, 2] }, { shape: [4, 3, 3, 2], fill: "uniform" }, { shape: [4], fill: "uniform" }],
      run: (points, origin, radius) => {
        const box = { origin: origin, lower: tf.scalar(0), upper: tf.scalar(1) };
        return projectPoints(points, box, radius as tf.Tensor1D, norm);
      },
      differentiable: false,
    },
  ]),
  ...Object.entries(LAYERS).flatMap(([name, layers]): readonly Computation[] => [
    {
      name: `${name} network, frozen: logits and gradient in the images`,
      inputs: [images],
      run: (x) => {
        using classifier = build(layers);
        // Running statistics that are not those of the start.
        classifier.logits(x as tf.Tensor4D, "train");
        using frozen = classifier.freeze();
        const weights = tf.tensor2d([1, -2, 3, -1, 2], [1, 5]);
        const weighted = (points: tf.Tensor): tf.Tensor => tf.sum(tf.mul(frozen.classify(points as tf.Tensor4D), weights));
        return [frozen.classify(x as tf.Tensor4D), tf.grad(weighted)(x)];
      },
      differentiable: false,
      tolerance: NETWORK,
    },
    {
      name: `${name} network, three steps of training by Adam`,
      inputs: [images, labels],
      run: (x, y) => {
        using classifier = build(layers);
        using adam = new Adam(classifier.parameters());
        for (let step = 0; step < 3; step++) {
          const loss = (): tf.Scalar => tf.mean(crossEntropy(classifier.logits(x as tf.Tensor4D, "train"), y as tf.Tensor1D));
          const { grads } = tf.variableGrads(loss, Object.values(classifier.parameters()));
          adam.apply(grads, 1e-3);
        }
        return Object.values(classifier.state()).map((variable) => variable.clone());
      },
      differentiable: false,
      tolerance: NETWORK,
    },
  ]),
];

function build(layers: readonly Layer[]): ReturnType<typeof network> {
  return network(layers, { image: [12, 12, 1], classes: 5 }, Random.seeded(5));
}
