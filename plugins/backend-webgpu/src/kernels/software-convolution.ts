import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, type Program } from "./program.ts";
import { runTiles, tilesOf, type Epilogue, type Sums } from "./software-tiles.ts";

/** Sizes of a convolution, as TensorFlow.js computes them. */
export interface Geometry {
  readonly batchSize: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly padInfo: { readonly top: number; readonly left: number };
}

const ONE_PART = `
fn columnStart(part : i32) -> i32 { return 0; }`;

const FORWARD: Sums = {
  name: "convolution",
  uniforms: { outHeight: "i32", outWidth: "i32", aImage: "i32", aRow: "i32", aColumn: "i32", turns: "i32" },
  functions: `${ONE_PART}
fn outer(part : i32) -> vec2<i32> { return vec2<i32>(uniforms.turns, 1); }
fn rowStart(row : i32, part : i32) -> i32 {
  let line = row / uniforms.outWidth;
  return line / uniforms.outHeight * uniforms.aImage + line % uniforms.outHeight * uniforms.aRow + row % uniforms.outWidth * uniforms.aColumn;
}
fn place(row : i32, part : i32) -> i32 { return row * uniforms.columns; }`,
};

/** Convolution, then bias and ReLU where wanted: a row is a position, a column a channel. */
export function forward(backend: GuardedBackend, geometry: Geometry, x: TensorInfo, kernel: TensorInfo, epilogue: Epilogue): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, inChannels, filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  return onSeen(backend, geometry, x, (seen) => {
    const [, height, width] = seen.shape as [number, number, number];
    // A line of the window lies in one piece, in the images as in the kernel.
    const inner = filterWidth * inChannels;
    const values = {
      rows: batchSize * outHeight * outWidth,
      columns: outChannels,
      parts: 1,
      inner,
      aFirst: width * inChannels,
      aSecond: 0,
      aInner: 1,
      bFirst: inner * outChannels,
      bSecond: 0,
      bInner: outChannels,
      bColumn: 1,
      outHeight,
      outWidth,
      aImage: height * width * inChannels,
      aRow: strideHeight * width * inChannels,
      aColumn: strideWidth * inChannels,
      turns: filterHeight,
    };
    return runTiles(backend, FORWARD, [seen, kernel], values, [batchSize, outHeight, outWidth, outChannels], epilogue);
  });
}

const FILTER_GRADIENT: Sums = {
  name: "filter gradient of a convolution",
  uniforms: { samples: "i32", perPart: "i32", outHeight: "i32", window: "i32", width: "i32" },
  functions: `
fn columnStart(part : i32) -> i32 { return part * uniforms.perPart * uniforms.bFirst; }
fn outer(part : i32) -> vec2<i32> {
  return vec2<i32>(min(uniforms.perPart, uniforms.samples - part * uniforms.perPart), uniforms.outHeight);
}
fn rowStart(row : i32, part : i32) -> i32 {
  return part * uniforms.perPart * uniforms.aFirst + row / uniforms.window * uniforms.width + row % uniforms.window;
}
fn place(row : i32, part : i32) -> i32 { return (part * uniforms.rows + row) * uniforms.columns; }`,
};

/**
 * Terms of a sum after which another begins: rounding grows with the length of both, not with their product.
 */
const TERMS = 256;
/** Invocations that keep a few processors busy. */
const ENOUGH = 256;

/**
 * Gradient of {@link forward}, without bias and ReLU, in the kernel: a row is a number of the window, a
 * column a channel, a part some samples.
 */
export function filterGradient(backend: GuardedBackend, geometry: Geometry, x: TensorInfo, dy: TensorInfo): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels, inChannels, filterHeight, filterWidth, strideHeight, strideWidth } = geometry;
  return onSeen(backend, geometry, x, (seen) => {
    const [, height, width] = seen.shape as [number, number, number];
    const [window, rows] = [filterWidth * inChannels, filterHeight * filterWidth * inChannels];
    const wanted = Math.max(ENOUGH / tilesOf(rows, outChannels), (batchSize * outHeight * outWidth) / TERMS);
    const perPart = Math.ceil(batchSize / Math.min(batchSize, Math.ceil(wanted)));
    const parts = Math.ceil(batchSize / perPart);
    const values = {
      rows,
      columns: outChannels,
      parts,
      inner: outWidth,
      aFirst: height * width * inChannels,
      aSecond: strideHeight * width * inChannels,
      aInner: strideWidth * inChannels,
      bFirst: outHeight * outWidth * outChannels,
      bSecond: outWidth * outChannels,
      bInner: outChannels,
      bColumn: 1,
      samples: batchSize,
      perPart,
      outHeight,
      window,
      width: width * inChannels,
    };
    const sums = runTiles(backend, FILTER_GRADIENT, [seen, dy], values, [parts, rows, outChannels]);
    const total = runProgram(backend, TOTAL, [sums], { parts }, [filterHeight, filterWidth, inChannels, outChannels]);
    backend.disposeData(sums.dataId);
    return total;
  });
}

const TOTAL: Program = {
  name: "sum of parts",
  inputs: ["parts"],
  uniforms: { parts: "i32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  var sum = 0.0;
  for (var part = 0; part < uniforms.parts; part = part + 1) { sum = sum + parts[part * uniforms.size + index]; }
  setOutputAtIndex(index, sum);
}`,
};

const INPUT_GRADIENT: Sums = {
  name: "input gradient of a convolution",
  uniforms: {
    inHeight: "i32",
    inWidth: "i32",
    classHeight: "i32",
    classWidth: "i32",
    strideHeight: "i32",
    strideWidth: "i32",
    filterHeight: "i32",
    filterWidth: "i32",
    top: "i32",
    left: "i32",
    aImage: "i32",
    frontRows: "i32",
    frontColumns: "i32",
  },
  functions: `
// Position of a row within the images and their padding, as (sample, line, column): those of a part see the
// same numbers of the kernel.
fn position(row : i32, part : i32) -> vec3<i32> {
  let line = row / uniforms.classWidth;
  let i = line % uniforms.classHeight * uniforms.strideHeight + part / uniforms.strideWidth;
  let j = row % uniforms.classWidth * uniforms.strideWidth + part % uniforms.strideWidth;
  return vec3<i32>(line / uniforms.classHeight, i + uniforms.top / uniforms.strideHeight * uniforms.strideHeight, j + uniforms.left / uniforms.strideWidth * uniforms.strideWidth);
}
fn rowStart(row : i32, part : i32) -> i32 {
  let at = position(row, part);
  let line = at.y / uniforms.strideHeight + uniforms.frontRows;
  let column = at.z / uniforms.strideWidth + uniforms.frontColumns;
  return at.x * uniforms.aImage - line * uniforms.aFirst - column * uniforms.aSecond;
}
fn columnStart(part : i32) -> i32 {
  return part / uniforms.strideWidth * uniforms.bFirst / uniforms.strideHeight + part % uniforms.strideWidth * uniforms.bSecond / uniforms.strideWidth;
}
fn outer(part : i32) -> vec2<i32> {
  let turns = uniforms.filterHeight - part / uniforms.strideWidth + uniforms.strideHeight - 1;
  let others = uniforms.filterWidth - part % uniforms.strideWidth + uniforms.strideWidth - 1;
  return vec2<i32>(turns / uniforms.strideHeight, others / uniforms.strideWidth);
}
fn place(row : i32, part : i32) -> i32 {
  let at = position(row, part);
  let i = at.y - uniforms.top;
  let j = at.z - uniforms.left;
  if (i < 0 || i >= uniforms.inHeight || j < 0 || j >= uniforms.inWidth) { return -1; }
  return ((at.x * uniforms.inHeight + i) * uniforms.inWidth + j) * uniforms.columns;
}`,
};

/**
 * Gradient of {@link forward}, without bias and ReLU, in the images: a part for every place within the
 * stride, a row is a position of these.
 */
export function inputGradient(backend: GuardedBackend, geometry: Geometry, dy: TensorInfo, kernel: TensorInfo): TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = geometry;
  const { strideHeight, strideWidth, padInfo } = geometry;
  const { top, left } = padInfo;
  // Whole strides of padding before the images are skipped; windows that reach the images from further out or
  // beyond meet zeros.
  const [classHeight, firstRow, frontRows] = along(inHeight, filterHeight, strideHeight, top);
  const [classWidth, firstColumn, frontColumns] = along(inWidth, filterWidth, strideWidth, left);
  const shape = [batchSize, firstRow + classHeight + frontRows, firstColumn + classWidth + frontColumns, outChannels] as const;
  const around = place(backend, dy, [outHeight, outWidth], shape, [-frontRows, -frontColumns]);
  const [aFirst, aSecond] = [shape[2] * outChannels, outChannels];
  const values = {
    rows: batchSize * classHeight * classWidth,
    columns: inChannels,
    parts: strideHeight * strideWidth,
    inner: outChannels,
    aFirst: -aFirst,
    aSecond: -aSecond,
    aInner: 1,
    bFirst: strideHeight * filterWidth * inChannels * outChannels,
    bSecond: strideWidth * inChannels * outChannels,
    bInner: 1,
    bColumn: outChannels,
    inHeight,
    inWidth,
    classHeight,
    classWidth,
    strideHeight,
    strideWidth,
    filterHeight,
    filterWidth,
    top,
    left,
    aImage: shape[1] * aFirst,
    frontRows,
    frontColumns,
  };
  const result = runTiles(backend, INPUT_GRADIENT, [around, kernel], values, [batchSize, inHeight, inWidth, inChannels]);
  if (around !== dy) backend.disposeData(around.dataId);
  return result;
}

/**
 * Along one side: positions of a part, windows before the first of these, and how many windows back a
 * position may look.
 */
function along(size: number, filter: number, stride: number, padding: number): [count: number, first: number, back: number] {
  const first = Math.floor(padding / stride);
  return [Math.floor((size - 1 + padding) / stride) + 1 - first, first, Math.ceil(filter / stride) - 1];
}

/** Runs on the images as the windows see them: zeros around, and nothing that no window reaches. */
function onSeen(backend: GuardedBackend, geometry: Geometry, x: TensorInfo, run: (seen: TensorInfo) => TensorInfo): TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = geometry;
  const height = (outHeight - 1) * geometry.strideHeight + geometry.filterHeight;
  const width = (outWidth - 1) * geometry.strideWidth + geometry.filterWidth;
  const shape = [batchSize, height, width, inChannels] as const;
  const seen = place(backend, x, [inHeight, inWidth], shape, [-padInfo.top, -padInfo.left]);
  const result = run(seen);
  if (seen !== x) backend.disposeData(seen.dataId);
  return result;
}

const PLACE: Program = {
  name: "images among zeros",
  inputs: ["x"],
  uniforms: { height: "i32", width: "i32", channels: "i32", fromHeight: "i32", fromWidth: "i32", top: "i32", left: "i32" },
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let position = index / uniforms.channels;
  let line = position / uniforms.width;
  let j = position % uniforms.width + uniforms.left;
  let i = line % uniforms.height + uniforms.top;
  var value = 0.0;
  if (i >= 0 && i < uniforms.fromHeight && j >= 0 && j < uniforms.fromWidth) {
    value = x[((line / uniforms.height * uniforms.fromHeight + i) * uniforms.fromWidth + j) * uniforms.channels + index % uniforms.channels];
  }
  setOutputAtIndex(index, value);
}`,
};

/**
 * The part of images that begins at a line and column, which may lie before them, with zeros where there are
 * none.
 */
function place(
  backend: GuardedBackend,
  x: TensorInfo,
  [fromHeight, fromWidth]: readonly [height: number, width: number],
  shape: readonly [samples: number, height: number, width: number, channels: number],
  [top, left]: readonly [top: number, left: number],
): TensorInfo {
  const [, height, width, channels] = shape;
  if (top === 0 && left === 0 && height === fromHeight && width === fromWidth) return x;
  return runProgram(backend, PLACE, [x], { height, width, channels, fromHeight, fromWidth, top, left }, shape);
}
