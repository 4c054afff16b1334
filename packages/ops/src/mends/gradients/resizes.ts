import * as tf from "@tensorflow/tfjs";

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** One axis: its weights [to · from], row after row. */
type Weights = (from: number, to: number, attributes: Attributes) => Float32Array;

const scaleOf = (from: number, to: number, alignCorners: boolean): number => (alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to);

const bilinear: Weights = (from, to, { alignCorners, halfPixelCenters }) => {
  const weights = new Float32Array(to * from);
  const scale = scaleOf(from, to, alignCorners);
  for (let i = 0; i < to; i++) {
    const exact = Math.max(0, halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale);
    const first = Math.min(from - 1, Math.floor(exact));
    const share = exact - Math.floor(exact);
    const second = Math.min(from - 1, first + 1);
    weights[i * from + first] = (weights[i * from + first] as number) + 1 - share;
    weights[i * from + second] = (weights[i * from + second] as number) + share;
  }
  return weights;
};

const nearest: Weights = (from, to, { alignCorners, halfPixelCenters }) => {
  const weights = new Float32Array(to * from);
  const scale = scaleOf(from, to, alignCorners);
  for (let i = 0; i < to; i++) {
    const exact = halfPixelCenters ? (i + 0.5) * scale : i * scale;
    weights[i * from + Math.min(from - 1, alignCorners ? Math.round(exact) : Math.floor(exact))] = 1;
  }
  return weights;
};

/** The transpose of resizing, which is one small matrix an axis. */
function resizedBack(images: tf.Tensor4D, dy: tf.Tensor4D, weights: Weights, attributes: Attributes): tf.Tensor {
  const [batch, height, width, channels] = images.shape;
  const [, tall, wide] = dy.shape;
  const rows = tf.tensor2d(weights(height, tall, attributes), [tall, height]);
  const columns = tf.tensor2d(weights(width, wide, attributes), [wide, width]);
  const byRow = tf.reshape(tf.transpose(dy, [0, 3, 2, 1]), [batch * channels * wide, tall]);
  const short = tf.reshape(tf.matMul(byRow, rows), [batch, channels, wide, height]);
  const byColumn = tf.reshape(tf.transpose(short, [0, 1, 3, 2]), [batch * channels * height, wide]);
  return tf.transpose(tf.reshape(tf.matMul(byColumn, columns), [batch, channels, height, width]), [0, 2, 3, 1]);
}

/** Every pixel repeated so many times in both directions, as decoders do: the sums of its copies. */
function sumsOfCopies(images: tf.Tensor4D, dy: tf.Tensor4D): tf.Tensor {
  const [batch, height, width, channels] = images.shape;
  const [, tall, wide] = dy.shape;
  const rows = tf.sum(tf.reshape(dy, [batch * height, tall / height, wide * channels]), 1);
  return tf.reshape(tf.sum(tf.reshape(rows, [batch * height * width, wide / width, channels]), 1), images.shape);
}

const gradient = (
  kernelName: string,
  back: (images: tf.Tensor4D, dy: tf.Tensor4D, attributes: Attributes) => tf.Tensor,
): tf.GradConfig => ({
  kernelName,
  inputsToSave: ["images"],
  gradFunc: (dy, saved, attrs) => ({ images: () => back(saved[0] as tf.Tensor4D, dy as tf.Tensor4D, attrs as unknown as Attributes) }),
});

/**
 * Resizing: TensorFlow.js's nearest gradient is wrong from the second image on and when shrinking, its
 * bilinear one knows no half pixels.
 */
export const resizeGradients: readonly tf.GradConfig[] = [
  gradient("ResizeBilinear", (images, dy, attributes) => resizedBack(images, dy, bilinear, attributes)),
  gradient("ResizeNearestNeighbor", (images, dy, attributes) => {
    const whole = dy.shape[1] % images.shape[1] === 0 && dy.shape[2] % images.shape[2] === 0 && !attributes.alignCorners;
    return whole ? sumsOfCopies(images, dy) : resizedBack(images, dy, nearest, attributes);
  }),
];
