import type { backend_util, TensorInfo } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { panelCount } from "./mat-mul.ts";
import { cutIntoUnits, tableBytes, TILE_ROWS, type Units } from "./units.ts";
import type { WinogradPlan } from "./winograd-plan.ts";

// Runs the kernels of assembly/winograd.ts.

/** Bytes of 72 vectors, a thread's room for tiles in the making. */
const TEMPORARY = 72 * 16;
/** Bytes of 18 vectors and of 9 taps of 16 rows of eight, the same for filters. */
const FILTER_TEMPORARY = 18 * 16 + 9 * 16 * 32;
/** Bytes between the planes of different products besides their values. */
const GAP = 64;
/** Transformed tiles and products of a unit should stay in the second-level cache. */
const UNIT_BYTES = 1_800_000;
/** Transformed tiles and gradients of one pass of a filter gradient. */
const PASS_BYTES = 16 * 1024 * 1024;

function cut(plan: WinogradPlan): Units {
  const { batch, channels, inputHeight, inputWidth, originY, originX, side, inputStep, outputs, gridHeight, gridWidth } = plan;
  const wanted = Math.max(TILE_ROWS, Math.min(48, Math.floor(UNIT_BYTES / (side * side * 4 * (plan.k + plan.n)) / TILE_ROWS) * TILE_ROWS));
  const [stride, reach] = [outputs * inputStep, side * inputStep];
  const steps = { strideY: stride, strideX: stride, reachY: reach, reachX: reach };
  return cutIntoUnits({ batch, channels, inputHeight, inputWidth, originY, originX, gridHeight, gridWidth, ...steps }, wanted, 1);
}

/**
 * Where a filter's values lie: address of the first tap, and strides in floats of tap row, tap column, row
 * phase, column phase, k and n.
 */
export interface FilterLayout {
  readonly source: number;
  readonly strides: readonly [number, number, number, number, number, number];
}

/** The filter as it lies, for a forward pass. */
export function forwardLayout(source: number, info: backend_util.Conv2DInfo): FilterLayout {
  const column = info.inChannels * info.outChannels;
  const row = info.filterWidth * column;
  const step = info.strideHeight;
  return { source, strides: [step * row, step * column, row, column, info.outChannels, 1] };
}

/** The filter turned round, its channels exchanged, for an input gradient. */
export function reversedLayout(source: number, info: backend_util.Conv2DInfo): FilterLayout {
  const column = info.inChannels * info.outChannels;
  const row = info.filterWidth * column;
  const step = info.strideHeight;
  const last = (info.filterHeight - step) * (row + column);
  return { source: source + last * 4, strides: [-step * row, -step * column, row, column, 1, info.outChannels] };
}

/** The filter's transform, kept with it under `key`. */
export function winogradPanels(backend: SimdBackend, filter: TensorInfo, key: string, plan: WinogradPlan, layout: FilterLayout): number {
  const { side, k, n, inputStep, outputStep } = plan;
  return backend.derived(filter, `${key} ${plan.size}`, side * side * (panelCount(n) * k * 32 + GAP), (target) => {
    const [phasesK, phasesN] = [inputStep ** 2, outputStep ** 2];
    backend.scratch(FILTER_TEMPORARY * backend.pool.threads, (scratch) => {
      const integers = [layout.source, target, k / phasesK, n / phasesN, ...layout.strides, phasesK, phasesN, scratch, FILTER_TEMPORARY];
      backend.run(`winogradFilter${plan.size}`, integers, [], panelCount(n), k * 300);
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
export function winogradConvolve(
  backend: SimdBackend,
  input: number,
  panels: number,
  output: number,
  plan: WinogradPlan,
  ending: Ending,
): void {
  const { side, k, n, inputStep, outputStep } = plan;
  const units = cut(plan);
  const products = side * side * (4 * units.points * (k + n) + 2 * GAP);
  const room = Math.ceil((2 * tableBytes(units.points) + TEMPORARY + products + units.frameBytes) / 64) * 64;
  backend.scratch(room * backend.pool.threads, (scratch) => {
    const offset = plan.offsetY * 65_536 + plan.offsetX;
    const head = [input, output, ending.bias, ending.activation, n / outputStep ** 2, panels, units.points, offset];
    const grid = [plan.gridHeight, plan.gridWidth, plan.outputHeight, plan.outputWidth];
    const work = units.points * (side * side * k * (n / 4) + 100 * (k + n));
    const integers = [...head, ...units.geometry, ...grid, inputStep, outputStep, scratch, room];
    backend.run(`winogradConvolve${plan.size}`, integers, [ending.alpha], units.count, work);
  });
}

/** Runs the filter gradient [tap rows][tap columns][channels][n]. */
export function winogradFilterGradient(backend: SimdBackend, input: number, dy: number, gradient: number, plan: WinogradPlan): void {
  const { side, batch, channels, k, n, gridHeight, gridWidth, inputStep } = plan;
  const units = cut(plan);
  const [images, bands] = [units.geometry[4]!, units.geometry[5]!];
  const products = side * side;
  // Whole groups of images a pass; the cut depends on the shapes alone.
  const groups = Math.max(1, Math.floor(PASS_BYTES / (products * 4 * gridHeight * gridWidth * (k + n)) / images));
  const perPass = Math.min(batch, groups * images);
  const most = perPass * gridHeight * gridWidth;
  const room = Math.ceil((tableBytes(units.points) + TEMPORARY + units.frameBytes) / 64) * 64;
  const [tileBytes, gradientBytes, sumBytes] = [most * k, most * n, k * n].map((values) => products * (4 * values + GAP)) as [
    number,
    number,
    number,
  ];
  backend.scratch(tileBytes + gradientBytes + sumBytes + room * backend.pool.threads, (tiles) => {
    const gradients = tiles + tileBytes;
    const sums = gradients + gradientBytes;
    const scratch = sums + sumBytes;
    for (let first = 0; first < batch; first += perPass) {
      const now = Math.min(perPass, batch - first);
      const all = now * gridHeight * gridWidth;
      const head = [input, dy, tiles, gradients, n, (first / images) * bands, units.points, all];
      const tail = [gridHeight, gridWidth, plan.outputHeight, plan.outputWidth, inputStep, 0, scratch, room];
      const work = units.points * 100 * (k + n);
      backend.run(`winogradGather${plan.size}`, [...head, ...units.geometry, ...tail], [], Math.ceil(now / images) * bands, work);
      const items = products * Math.ceil(k / TILE_ROWS);
      backend.run("winogradAccumulate", [tiles, gradients, sums, all, k, n, first === 0 ? 1 : 0], [], items, all * panelCount(n) * 12);
    }
    const integers = [sums, gradient, channels * n, inputStep, scratch, room];
    backend.run(`winogradFilterGradient${plan.size}`, integers, [], Math.ceil((k * n) / 64), 16 * 250);
  });
}
