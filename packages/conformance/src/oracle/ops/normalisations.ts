import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, reduce, valueAt, zip, type Grid } from "../grid.ts";
import type { Fill } from "../operation-input.ts";
import { operation, type Operation } from "../operation.ts";
import { fullShapes, side } from "../shapes.ts";

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const average = (x: Grid): Grid => reduce(x, [...x.shape.keys()], false, (values) => total(values) / values.length);

const batchNorm = (rank: number): Operation =>
  operation<number[]>({
    name: `batchNorm${rank}d`,
    parameters: fullShapes(rank, rank, 4),
    inputs: (shape) => {
      const channels = [shape.at(-1) as number];
      return [{ shape }, { shape: channels }, { shape: channels, fill: "positive" }, { shape: channels }, { shape: channels }];
    },
    run: (_, x, mean, variance, offset, scale) =>
      tf.batchNorm(x as tf.Tensor4D, mean as tf.Tensor1D, variance as tf.Tensor1D, offset as tf.Tensor1D, scale as tf.Tensor1D, 0.01),
    loops: (shape, x, mean, variance, offset, scale) =>
      grid(shape, (index) => {
        const c = [index.at(-1) as number];
        const normalised = (valueAt(x, index) - valueAt(mean, c)) / Math.sqrt(valueAt(variance, c) + 0.01);
        return normalised * valueAt(scale, c) + valueAt(offset, c);
      }),
  });

interface Response {
  readonly shape: number[];
  readonly radius: number;
}

type Loss = (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** A loss, averaged over all elements. */
const loss = (name: string, run: Loss, of: (label: number, prediction: number) => number, fill: Fill = "normal"): Operation =>
  operation<number[]>({
    name: `losses.${name}`,
    parameters: fullShapes(1, 3, 4),
    inputs: (shape) => [
      { shape, fill: "unit" },
      { shape, fill },
    ],
    run: (_, labels, predictions) => run(labels, predictions),
    loops: (_, labels, predictions) => average(zip(labels, predictions, of)),
    tolerance: 1e-4,
  });

/** Normalisations, losses, and layers of tf.layers that are more than one operation. */
export const normalisationOperations: readonly Operation[] = [
  batchNorm(2),
  batchNorm(3),
  batchNorm(4),
  operation<Response>({
    name: "localResponseNormalization",
    parameters: fc.record({ shape: fc.tuple(side(2), side(3), side(3), side(8)), radius: side(3) }),
    inputs: ({ shape }) => [{ shape }],
    run: ({ radius }, x) => tf.localResponseNormalization(x as tf.Tensor4D, radius, 1.3, 0.4, 0.6),
    loops: ({ shape, radius }, x) =>
      grid(shape, ([b, i, j, c]) => {
        let sum = 0;
        for (let k = Math.max(0, (c as number) - radius); k <= Math.min((shape[3] as number) - 1, (c as number) + radius); k++) {
          sum += valueAt(x, [b as number, i as number, j as number, k]) ** 2;
        }
        return valueAt(x, [b as number, i as number, j as number, c as number]) * (1.3 + 0.4 * sum) ** -0.6;
      }),
    tolerance: 1e-4,
  }),
  operation<{ rows: number; width: number }>({
    name: "layers.layerNormalization",
    parameters: fc.record({ rows: side(4), width: fc.integer({ min: 2, max: 6 }) }),
    inputs: ({ rows, width }) => [{ shape: [rows, width] }],
    run: (_, x) => tf.layers.layerNormalization({ epsilon: 0.01 }).apply(x) as tf.Tensor,
    loops: ({ rows, width }, x) =>
      grid([rows, width], ([i, j]) => {
        const line = Array.from({ length: width }, (_, k) => valueAt(x, [i as number, k]));
        const mean = total(line) / width;
        const variance = total(line.map((value) => (value - mean) ** 2)) / width;
        return ((line[j as number] as number) - mean) / Math.sqrt(variance + 0.01);
      }),
    tolerance: 1e-4,
  }),
  loss("absoluteDifference", tf.losses.absoluteDifference, (a, b) => Math.abs(a - b)),
  loss("meanSquaredError", tf.losses.meanSquaredError, (a, b) => (a - b) ** 2),
  loss("huberLoss", tf.losses.huberLoss, (a, b) => {
    const gap = Math.abs(a - b);
    return gap <= 1 ? (gap * gap) / 2 : gap - 0.5;
  }),
  loss("hingeLoss", tf.losses.hingeLoss, (a, b) => Math.max(0, 1 - (2 * a - 1) * b)),
  loss("logLoss", tf.losses.logLoss, (a, b) => -a * Math.log(b + 1e-7) - (1 - a) * Math.log(1 - b + 1e-7), "share"),
  loss("sigmoidCrossEntropy", tf.losses.sigmoidCrossEntropy, (a, b) => Math.max(b, 0) - b * a + Math.log1p(Math.exp(-Math.abs(b)))),
  operation<{ rows: number; classes: number }>({
    name: "losses.softmaxCrossEntropy",
    parameters: fc.record({ rows: side(4), classes: fc.integer({ min: 2, max: 6 }) }),
    inputs: ({ rows, classes }) => [{ shape: [rows], fill: { below: classes } }, { shape: [rows, classes] }],
    run: ({ classes }, labels, logits) => tf.losses.softmaxCrossEntropy(tf.oneHot(labels, classes), logits),
    loops: ({ rows, classes }, labels, logits) =>
      average(
        grid([rows], ([i]) => {
          const line = Array.from({ length: classes }, (_, k) => valueAt(logits, [i as number, k]));
          const log = Math.log(total(line.map(Math.exp)));
          return log - (line[labels.values[i as number] as number] as number);
        }),
      ),
    tolerance: 1e-4,
  }),
  operation<{ rows: number; width: number }>({
    name: "losses.cosineDistance",
    parameters: fc.record({ rows: side(4), width: side(5) }),
    inputs: ({ rows, width }) => [{ shape: [rows, width] }, { shape: [rows, width] }],
    run: (_, a, b) => tf.losses.cosineDistance(a, b, 1),
    loops: ({ rows, width }, a, b) =>
      average(
        grid(
          [rows],
          ([i]) => 1 - total(Array.from({ length: width }, (_, k) => valueAt(a, [i as number, k]) * valueAt(b, [i as number, k]))),
        ),
      ),
  }),
];
