import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { mapCoordinate, type FillMode } from "./map-coordinate.ts";

const noGradient = (what: string) => (): never => {
  throw new Fault("unavailable", `There is no gradient in ${what}.`, {
    mend: "Differentiate in the image alone, or write the sampling with tf.gather and products.",
  });
};

interface Crop {
  readonly cropSize: [number, number];
  readonly method: "bilinear" | "nearest";
}

/** How much of each row (or column) of the image each row of a crop takes. [boxes, crop, length] */
function shares(first: tf.Tensor, last: tf.Tensor, length: number, crop: number, method: Crop["method"]): tf.Tensor3D {
  const far = length - 1;
  const steps = tf.tensor([Array.from({ length: crop }, (_, i) => (crop > 1 ? i / (crop - 1) : 0.5))]);
  const column = (tensor: tf.Tensor): tf.Tensor => tf.reshape(tensor, [-1, 1]);
  const place = tf.mul(tf.add(column(first), tf.mul(tf.sub(column(last), column(first)), steps)), far);
  const inside = tf.cast(tf.logicalAnd(tf.greaterEqual(place, 0), tf.lessEqual(place, far)), "float32");
  const pixels = tf.reshape(tf.range(0, length, 1, "float32"), [1, 1, length]);
  // Halves go up, as in the forward pass.
  const exact = tf.expandDims(method === "nearest" ? tf.floor(tf.add(place, 0.5)) : place, 2);
  return tf.mul(tf.relu(tf.sub(1, tf.abs(tf.sub(exact, pixels)))), tf.expandDims(inside, 2));
}

function cropBack(dy: tf.Tensor4D, image: tf.Tensor4D, boxes: tf.Tensor2D, owners: tf.Tensor1D, { cropSize, method }: Crop): tf.Tensor {
  const [batch, height, width, channels] = image.shape;
  const count = boxes.shape[0];
  const [top, left, bottom, right] = tf.split(boxes, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const rows = shares(top, bottom, height, cropSize[0], method);
  const columns = shares(left, right, width, cropSize[1], method);
  const tall = tf.matMul(rows, tf.reshape(dy, [count, cropSize[0], cropSize[1] * channels]), true);
  const byColumn = tf.reshape(tf.transpose(tf.reshape(tall, [count, height, cropSize[1], channels]), [0, 2, 1, 3]), [
    count,
    cropSize[1],
    height * channels,
  ]);
  const whole = tf.reshape(tf.matMul(columns, byColumn, true), [count, width, height, channels]);
  const flat = tf.reshape(tf.transpose(whole, [0, 2, 1, 3]), [count, height * width * channels]);
  const sums = tf.scatterND(tf.reshape(tf.cast(owners, "int32"), [count, 1]), flat, [batch, height * width * channels]);
  return tf.reshape(sums, image.shape);
}

/** Rotation copies pixels: where from, rotating an image of places tells. */
function rotateBack(dy: tf.Tensor4D, attrs: tf.NamedAttrMap): tf.Tensor {
  const [batch, height, width, channels] = dy.shape;
  const pixels = height * width;
  const places = tf.reshape(tf.range(1, pixels + 1, 1, "float32"), [1, height, width, 1]);
  const from = tf.engine().runKernel<tf.Tensor>("RotateWithOffset", { image: places }, { ...attrs, fillValue: 0 });
  const rows = tf.reshape(tf.transpose(dy, [1, 2, 0, 3]), [pixels, batch * channels]);
  const sums = tf.scatterND(tf.reshape(tf.cast(from, "int32"), [pixels, 1]), rows, [pixels + 1, batch * channels]);
  return tf.transpose(tf.reshape(tf.slice(sums, [1, 0], [pixels, batch * channels]), [height, width, batch, channels]), [2, 0, 1, 3]);
}

interface Transform {
  readonly interpolation: "nearest" | "bilinear";
  readonly fillMode: FillMode;
}

/** Each pixel of the result goes back to the one pixel, or the four, it was read from. */
function transformBack(dy: tf.Tensor4D, image: tf.Tensor4D, transforms: tf.Tensor2D, { interpolation, fillMode }: Transform): tf.Tensor {
  const [batch, height, width, channels] = image.shape;
  const [, tall, wide] = dy.shape;
  const all = transforms.dataSync();
  const corners = interpolation === "nearest" ? 1 : 4;
  const count = batch * tall * wide;
  const places = Array.from({ length: corners }, () => new Int32Array(count));
  const weights = Array.from({ length: corners }, () => new Float32Array(count));
  let at = 0;
  for (let b = 0; b < batch; b++) {
    const [a0, a1, a2, b0, b1, b2, c0, c1] = all.subarray(transforms.shape[0] === 1 ? 0 : 8 * b) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let i = 0; i < tall; i++) {
      for (let j = 0; j < wide; j++, at++) {
        const depth = c0 * j + c1 * i + 1;
        if (depth === 0) continue;
        const x = mapCoordinate((a0 * j + a1 * i + a2) / depth, width, fillMode);
        const y = mapCoordinate((b0 * j + b1 * i + b2) / depth, height, fillMode);
        for (let corner = 0; corner < corners; corner++) {
          const row = corners === 1 ? Math.round(y) : Math.floor(y) + (corner >> 1);
          const column = corners === 1 ? Math.round(x) : Math.floor(x) + (corner & 1);
          if (!(row >= 0 && row < height && column >= 0 && column < width)) continue;
          (places[corner] as Int32Array)[at] = (b * height + row) * width + column;
          (weights[corner] as Float32Array)[at] = corners === 1 ? 1 : (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
        }
      }
    }
  }
  const flat = tf.reshape(dy, [count, channels]);
  const sums = places.map((place, corner) =>
    tf.scatterND(tf.tensor2d(place, [count, 1]), tf.mul(flat, tf.tensor2d(weights[corner] as Float32Array, [count, 1])), [
      batch * height * width,
      channels,
    ]),
  );
  return tf.reshape(tf.addN(sums), image.shape);
}

/** Cropping, rotating and projecting images: TensorFlow.js has no gradient for them. */
export const geometryGradients: readonly tf.GradConfig[] = [
  {
    kernelName: "CropAndResize",
    inputsToSave: ["image", "boxes", "boxInd"],
    gradFunc: (dy, saved, attrs) => {
      const [image, boxes, owners] = saved as [tf.Tensor4D, tf.Tensor2D, tf.Tensor1D];
      return {
        image: () => cropBack(dy as tf.Tensor4D, image, boxes, owners, attrs as unknown as Crop),
        boxes: noGradient("the boxes of tf.image.cropAndResize"),
        boxInd: () => tf.zeros(owners.shape),
      };
    },
  },
  {
    kernelName: "RotateWithOffset",
    gradFunc: (dy, _, attrs) => ({ image: () => rotateBack(dy as tf.Tensor4D, attrs) }),
  },
  {
    kernelName: "Transform",
    inputsToSave: ["image", "transforms"],
    gradFunc: (dy, saved, attrs) => {
      const [image, transforms] = saved as [tf.Tensor4D, tf.Tensor2D];
      return {
        image: () => transformBack(dy as tf.Tensor4D, image, transforms, attrs as unknown as Transform),
        transforms: noGradient("the transforms of tf.image.transform"),
      };
    },
  },
];
