import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { grid, valueAt, valueOr, type Grid } from "../grid.ts";
import { operation, type Operation } from "../operation.ts";
import { side } from "../shapes.ts";

type Four = [number, number, number, number];

interface Resize {
  readonly batch: number;
  readonly channels: number;
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly align: boolean;
  readonly half: boolean;
}

const resizes = fc
  .record({
    batch: side(3),
    channels: side(3),
    from: fc.tuple(side(7), side(7)),
    to: fc.tuple(side(9), side(9)),
    corners: fc.constantFrom({ align: false, half: false }, { align: true, half: false }, { align: false, half: true }),
  })
  .map(({ corners, ...rest }): Resize => ({ ...rest, ...corners }));

const inputs = ({ batch, from, channels }: Resize) => [{ shape: [batch, ...from, channels] }];

/** Where along an axis of the input a place of the output lies. */
function source(i: number, axis: 0 | 1, { from, to, align, half }: Resize): number {
  const [length, target] = [from[axis], to[axis]];
  const scale = align && target > 1 ? (length - 1) / (target - 1) : length / target;
  return half ? (i + 0.5) * scale - 0.5 : i * scale;
}

const clamp = (i: number, length: number): number => Math.min(length - 1, Math.max(0, i));

function bilinear(drawn: Resize, x: Grid): Grid {
  const { batch, channels, from, to } = drawn;
  return grid([batch, ...to, channels], ([b, i, j, c]) => {
    const y = Math.max(0, source(i as number, 0, drawn));
    const column = Math.max(0, source(j as number, 1, drawn));
    const pixel = (row: number, at: number): number => valueAt(x, [b as number, clamp(row, from[0]), clamp(at, from[1]), c as number]);
    const [top, left] = [Math.floor(y), Math.floor(column)];
    const mix = (row: number): number => pixel(row, left) + (pixel(row, left + 1) - pixel(row, left)) * (column - left);
    return mix(top) + (mix(top + 1) - mix(top)) * (y - top);
  });
}

function nearest(drawn: Resize, x: Grid): Grid {
  const { batch, channels, from, to, align, half } = drawn;
  const place = (i: number, axis: 0 | 1): number => {
    const [length, target] = [from[axis], to[axis]];
    const scale = align && target > 1 ? (length - 1) / (target - 1) : length / target;
    const exact = half ? (i + 0.5) * scale : i * scale;
    // A ratio such as 4/6·3 is whole: float32 must not push it below, so neither does this.
    return clamp(align ? Math.round(exact) : Math.floor(exact + 1e-9), length);
  };
  return grid([batch, ...to, channels], ([b, i, j, c]) =>
    valueAt(x, [b as number, place(i as number, 0), place(j as number, 1), c as number]),
  );
}

interface Crop {
  readonly batch: number;
  readonly sides: readonly [number, number];
  readonly crop: readonly [number, number];
  readonly method: "bilinear" | "nearest";
  readonly boxes: number[];
}

const crops = fc.record({
  batch: side(2),
  sides: fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 6 })),
  crop: fc.tuple(side(4), side(4)),
  method: fc.constantFrom("bilinear" as const, "nearest" as const),
  boxes: fc.array(
    fc.integer({ min: -30, max: 130 }).map((percent) => Math.fround((percent + 0.37) / 100)),
    { minLength: 4, maxLength: 4 },
  ),
});

function cropped({ batch, sides, crop, method, boxes }: Crop, x: Grid): Grid {
  const [y1, x1, y2, x2] = boxes as Four;
  const along = (i: number, axis: 0 | 1): number => {
    const [first, last, length, target] = [axis === 0 ? y1 : x1, axis === 0 ? y2 : x2, sides[axis], crop[axis]];
    return target > 1 ? first * (length - 1) + (i * (last - first) * (length - 1)) / (target - 1) : 0.5 * (first + last) * (length - 1);
  };
  return grid([batch, ...crop, 2], ([n, i, j, c]) => {
    const [y, column] = [along(i as number, 0), along(j as number, 1)];
    if (y < 0 || y > sides[0] - 1 || column < 0 || column > sides[1] - 1) return 0.25;
    const pixel = (row: number, at: number): number => valueAt(x, [n as number, row, at, c as number]);
    if (method === "nearest") return pixel(Math.round(y), Math.round(column));
    const [top, bottom, left, right] = [Math.floor(y), Math.ceil(y), Math.floor(column), Math.ceil(column)];
    const mix = (row: number): number => pixel(row, left) + (pixel(row, right) - pixel(row, left)) * (column - left);
    return mix(top) + (mix(bottom) - mix(top)) * (y - top);
  });
}

const some = fc.record({ batch: side(3), height: side(6), width: side(6), channels: side(3) });
type Some = { batch: number; height: number; width: number; channels: number };
const shape = ({ batch, height, width, channels }: Some): Four => [batch, height, width, channels];
const LUMA = [0.2989, 0.587, 0.114] as const;

/** Images: resizing, cropping, flipping, turning, colours. */
export const imageOperations: readonly Operation[] = [
  operation<Resize>({
    name: "image.resizeBilinear",
    parameters: resizes,
    inputs,
    run: ({ to, align, half }, x) => tf.image.resizeBilinear(x as tf.Tensor4D, [...to], align, half),
    loops: (drawn, x) => bilinear(drawn, x),
  }),
  operation<Resize>({
    name: "image.resizeNearestNeighbor",
    parameters: resizes,
    inputs,
    run: ({ to, align, half }, x) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [...to], align, half),
    loops: (drawn, x) => nearest(drawn, x),
  }),
  ...(["nearest", "bilinear"] as const).map((interpolation) =>
    operation<Some & { times: [number, number] }>({
      name: `layers.upSampling2d, ${interpolation}`,
      parameters: fc.record({ batch: side(3), height: side(4), width: side(4), channels: side(3), times: fc.tuple(side(3), side(3)) }),
      inputs: (drawn) => [{ shape: shape(drawn) }],
      run: ({ times }, x) => tf.layers.upSampling2d({ size: times, interpolation }).apply(x) as tf.Tensor,
      loops: ({ batch, height, width, channels, times }, x) => {
        const drawn: Resize = {
          batch,
          channels,
          from: [height, width],
          to: [height * times[0], width * times[1]],
          align: false,
          half: false,
        };
        return interpolation === "nearest" ? nearest(drawn, x) : bilinear(drawn, x);
      },
    }),
  ),
  operation<Crop>({
    name: "image.cropAndResize",
    parameters: crops,
    inputs: ({ batch, sides, boxes }) => [
      { shape: [batch, ...sides, 2] },
      { shape: [batch, 4], fill: { exactly: Array.from({ length: batch }, () => boxes).flat(), dtype: "float32" } },
      { shape: [batch], fill: { exactly: Array.from({ length: batch }, (_, i) => i), dtype: "int32" } },
    ],
    run: ({ crop, method }, x, boxes, owners) =>
      tf.image.cropAndResize(x as tf.Tensor4D, (boxes as tf.Tensor2D).arraySync(), owners as tf.Tensor1D, [...crop], method, 0.25),
    loops: (drawn, x) => cropped(drawn, x),
  }),
  operation<Some>({
    name: "image.flipLeftRight",
    parameters: some,
    inputs: (drawn) => [{ shape: shape(drawn) }],
    run: (_, x) => tf.image.flipLeftRight(x as tf.Tensor4D),
    loops: (drawn, x) =>
      grid(shape(drawn), ([b, i, j, c]) => valueAt(x, [b as number, i as number, drawn.width - 1 - (j as number), c as number])),
  }),
  operation<Some & { radians: number }>({
    name: "image.rotateWithOffset",
    parameters: fc.record({
      batch: side(2),
      height: side(6),
      width: side(6),
      channels: side(3),
      radians: fc.constantFrom(0.31, -0.77, 1.9),
    }),
    inputs: (drawn) => [{ shape: shape(drawn) }],
    run: ({ radians }, x) => tf.image.rotateWithOffset(x as tf.Tensor4D, radians, 0.4, [0.45, 0.53]),
    loops: (drawn, x) => {
      const [centreX, centreY] = [0.45 * drawn.width, 0.53 * drawn.height];
      const [sine, cosine] = [Math.sin(drawn.radians), Math.cos(drawn.radians)];
      return grid(shape(drawn), ([b, i, j, c]) => {
        const [y, column] = [(i as number) - centreY, (j as number) - centreX];
        const row = Math.round(column * sine + y * cosine + centreY);
        return valueOr(x, [b as number, row, Math.round(column * cosine - y * sine + centreX), c as number], 0.4);
      });
    },
  }),
  operation<Some & { shift: [number, number] }>({
    name: "image.transform",
    parameters: fc.record({
      batch: side(2),
      height: side(6),
      width: side(6),
      channels: side(2),
      shift: fc.tuple(fc.constantFrom(-0.4, 0.7, 1.6), fc.constantFrom(-1.3, 0.2)),
    }),
    inputs: (drawn) => [{ shape: shape(drawn) }],
    run: ({ shift }, x) =>
      tf.image.transform(x as tf.Tensor4D, tf.tensor2d([[0.9, 0.2, shift[0], -0.1, 1.1, shift[1], 0, 0]]), "bilinear", "constant", 0),
    loops: (drawn, x) =>
      grid(shape(drawn), ([b, i, j, c]) => {
        const column = 0.9 * (j as number) + 0.2 * (i as number) + drawn.shift[0];
        const y = -0.1 * (j as number) + 1.1 * (i as number) + drawn.shift[1];
        const [top, left] = [Math.floor(y), Math.floor(column)];
        const pixel = (row: number, at: number): number => valueOr(x, [b as number, row, at, c as number], 0);
        const mix = (row: number): number => pixel(row, left) * (left + 1 - column) + pixel(row, left + 1) * (column - left);
        return mix(top) * (top + 1 - y) + mix(top + 1) * (y - top);
      }),
  }),
  operation<Some>({
    name: "image.grayscaleToRGB",
    parameters: some,
    inputs: (drawn) => [{ shape: shape({ ...drawn, channels: 1 }) }],
    run: (_, x) => tf.image.grayscaleToRGB(x as tf.Tensor4D),
    loops: (drawn, x) => grid(shape({ ...drawn, channels: 3 }), (index) => valueAt(x, index)),
  }),
  operation<Some>({
    name: "image.rgbToGrayscale",
    parameters: some,
    inputs: (drawn) => [{ shape: shape({ ...drawn, channels: 3 }) }],
    run: (_, x) => tf.image.rgbToGrayscale(x as tf.Tensor4D),
    loops: (drawn, x) =>
      grid(shape({ ...drawn, channels: 1 }), ([b, i, j]) =>
        LUMA.reduce((sum, weight, c) => sum + weight * valueAt(x, [b as number, i as number, j as number, c]), 0),
      ),
  }),
];
