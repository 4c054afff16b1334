import type { backend_util, TensorInfo } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { panelCount } from "./mat-mul.ts";
import { cutIntoUnits, tableBytes, type Units } from "./units.ts";

// 3×3 convolutions of stride 1 by Winograd's F(4×4, 3×3): see assembly/lib/winograd.ts.

/** Products of a tile of 4×4 outputs. */
const PRODUCTS = 36;
/** With fewer channels, transforms take longer than they save, and sums are short enough for their magnified rounding to show. */
const FEWEST_CHANNELS = 32;
/** Bytes of the tables' companion: 72 vectors. */
const TEMPORARY = 72 * 16;
/** Transformed tiles and products of a unit should stay in the second-level cache. */
const UNIT_BYTES = 1_800_000;
/** Transformed tiles and gradients of one pass of a filter gradient. */
const PASS_BYTES = 16 * 1024 * 1024;

/** The shapes of a 3×3 convolution of stride 1 over images [batch, height, width, channels]. */
export interface Shapes {
  readonly batch: number;
  readonly channels: number;
  readonly n: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  /** Input row and column of the first tap at output (0, 0). */
  readonly originY: number;
  readonly originX: number;
}

/** Whether a convolution has a 3×3 filter, stride 1 and no dilation. */
export function isThreeByThree(info: backend_util.Conv2DInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  return filterHeight === 3 && filterWidth === 3 && strideHeight * strideWidth === 1 && dilationHeight * dilationWidth === 1;
}

/** Whether the tiles save enough products, and there are enough of them, to be worth their transforms. */
export function suitsWinograd({ batch, channels, n, outputHeight, outputWidth }: Shapes): boolean {
  if (channels % 4 !== 0 || n % 4 !== 0 || channels < FEWEST_CHANNELS || n < FEWEST_CHANNELS) return false;
  const outputs = outputHeight * outputWidth;
  const tiles = Math.ceil(outputHeight / 4) * Math.ceil(outputWidth / 4);
  return tiles * PRODUCTS < 0.6 * 9 * outputs && batch * outputs >= 64;
}

function cut(shapes: Shapes): Units {
  const { batch, channels, n, inputHeight, inputWidth, outputHeight, outputWidth, originY, originX } = shapes;
  const wanted = Math.max(6, Math.min(48, Math.floor(UNIT_BYTES / (PRODUCTS * 4 * (channels + n)) / 6) * 6));
  const grid = { gridHeight: Math.ceil(outputHeight / 4), gridWidth: Math.ceil(outputWidth / 4) };
  const steps = { strideY: 4, strideX: 4, reachY: 6, reachX: 6 };
  return cutIntoUnits({ batch, channels, inputHeight, inputWidth, originY, originX, ...grid, ...steps }, wanted, 1);
}

/** The filter's transform, kept with it. `strides`: floats between tap rows, tap columns, k and n of what lies at `source`. */
export function winogradPanels(backend: SimdBackend, filter: TensorInfo, key: string, source: number, k: number, n: number, strides: number[]): number {
  return backend.derived(filter, key, PRODUCTS * panelCount(n) * k * 32, (target) => {
    const room = 448;
    backend.scratch(room * backend.pool.threads, (scratch) => {
      backend.run("winogradFilter", [source, target, k, n, ...strides, scratch, room], [], panelCount(n), k * 300);
    });
  });
}

/** How the sums end: see assembly/lib/epilogue.ts. */
export interface Ending {
  readonly bias: number;
  readonly activation: number;
  readonly alpha: number;
}

/** Runs the convolution. */
export function winogradConvolve(backend: SimdBackend, input: number, panels: number, output: number, shapes: Shapes, ending: Ending): void {
  const { channels, n, outputHeight, outputWidth } = shapes;
  const units = cut(shapes);
  const room = 2 * tableBytes(units.points) + TEMPORARY + PRODUCTS * 4 * units.points * (channels + n) + units.frameBytes;
  const aligned = Math.ceil(room / 64) * 64;
  backend.scratch(aligned * backend.pool.threads, (scratch) => {
    const head = [input, output, ending.bias, ending.activation, n, panels, units.points, 0];
    const tail = [Math.ceil(outputHeight / 4), Math.ceil(outputWidth / 4), outputHeight, outputWidth, 0, 0, scratch, aligned];
    const work = units.points * (PRODUCTS * channels * (n / 4) + 100 * (channels + n));
    backend.run("winogradConvolve", [...head, ...units.geometry, ...tail], [ending.alpha], units.count, work);
  });
}

/** Runs the filter gradient [3][3][channels][n]. */
export function winogradFilterGradient(backend: SimdBackend, input: number, dy: number, gradient: number, shapes: Shapes): void {
  const { batch, channels, n, outputHeight, outputWidth } = shapes;
  const units = cut(shapes);
  const gridHeight = Math.ceil(outputHeight / 4);
  const gridWidth = Math.ceil(outputWidth / 4);
  const [images, bands] = [units.geometry[4]!, units.geometry[5]!];
  const imageBytes = PRODUCTS * 4 * gridHeight * gridWidth * (channels + n);
  // Whole groups of images a pass; the cut depends on the shapes alone.
  const groups = Math.max(1, Math.floor(PASS_BYTES / imageBytes / images));
  const perPass = Math.min(batch, groups * images);
  const tileRoom = PRODUCTS * 4 * perPass * gridHeight * gridWidth;
  const room = Math.ceil((tableBytes(units.points) + TEMPORARY + units.frameBytes) / 64) * 64;
  const sumBytes = PRODUCTS * 4 * channels * n;
  backend.scratch(tileRoom * (channels + n) + sumBytes + room * backend.pool.threads, (tiles) => {
    const gradients = tiles + tileRoom * channels;
    const sums = gradients + tileRoom * n;
    const scratch = sums + sumBytes;
    for (let first = 0; first < batch; first += perPass) {
      const now = Math.min(perPass, batch - first);
      const all = now * gridHeight * gridWidth;
      const head = [input, dy, tiles, gradients, n, (first / images) * bands, units.points, all];
      const tail = [gridHeight, gridWidth, outputHeight, outputWidth, 0, 0, scratch, room];
      const work = units.points * 100 * (channels + n);
      backend.run("winogradGather", [...head, ...units.geometry, ...tail], [], Math.ceil(now / images) * bands, work);
      const items = PRODUCTS * Math.ceil(channels / 6);
      backend.run("winogradAccumulate", [tiles, gradients, sums, all, channels, n, first === 0 ? 1 : 0], [], items, all * panelCount(n) * 12);
    }
    backend.run("winogradFilterGradient", [sums, gradient, channels * n, scratch, room], [], Math.ceil((channels * n) / 64), 16 * 250);
  });
}
