import type { SimdBackend } from "../simd-backend.ts";
import { panelCount } from "./mat-mul.ts";
import { cutIntoUnits, type Reach, tableBytes, TILE_ROWS } from "./units.ts";

/** One convolution over the frame: its filter and where its grid lies in the output. */
export interface Phase {
  /** Address of the packed filter [tap rows × tap columns × channels, n]. */
  readonly panels: number;
  readonly tapRows: number;
  readonly tapColumns: number;
  /**
   * Input row of grid row 0's first tap (the frame starts at the smallest of all phases), and the same for
   * columns.
   */
  readonly originY: number;
  readonly originX: number;
  readonly gridHeight: number;
  readonly gridWidth: number;
  /** Output row and column of grid point (0, 0). */
  readonly offsetY: number;
  readonly offsetX: number;
}

/** What all phases share. */
export interface Convolution {
  readonly input: number;
  readonly output: number;
  readonly batch: number;
  readonly channels: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly outputHeight: number;
  readonly outputWidth: number;
  /** Output channels. */
  readonly n: number;
  /** Input pixels from one grid point to the next. */
  readonly strideY: number;
  readonly strideX: number;
  readonly dilationY: number;
  readonly dilationX: number;
  /** Output pixels from one grid point to the next. */
  readonly stepY: number;
  readonly stepX: number;
  /** How the sums end: see assembly/lib/epilogue.ts. */
  readonly bias: number;
  readonly activation: number;
  readonly alpha: number;
}

/** Grid points that a unit should have. */
const POINTS = 96;

/** Runs the convolution kernel. There must be at least one output value. */
export function convolve(backend: SimdBackend, c: Convolution, phases: readonly Phase[]): void {
  const originY = Math.min(...phases.map((phase) => phase.originY));
  const originX = Math.min(...phases.map((phase) => phase.originX));
  const reach: Reach = {
    batch: c.batch,
    channels: c.channels,
    inputHeight: c.inputHeight,
    inputWidth: c.inputWidth,
    gridHeight: Math.max(...phases.map((phase) => phase.gridHeight)),
    gridWidth: Math.max(...phases.map((phase) => phase.gridWidth)),
    originY,
    originX,
    strideY: c.strideY,
    strideX: c.strideX,
    reachY: Math.max(...phases.map((phase) => phase.originY - originY + (phase.tapRows - 1) * c.dilationY + 1)),
    reachX: Math.max(...phases.map((phase) => phase.originX - originX + (phase.tapColumns - 1) * c.dilationX + 1)),
  };
  const units = cutIntoUnits(reach, POINTS, TILE_ROWS);
  const room = 2 * tableBytes(units.points) + units.frameBytes;
  const values = phases.reduce((sum, phase) => sum + phase.tapRows * phase.tapColumns * c.channels, 0);
  const work = units.points * panelCount(c.n) * (2 * values + 16);
  const tableRoom = Math.ceil((phases.length * 40) / 64) * 64;
  backend.scratch(tableRoom + room * backend.pool.threads, (scratch) => {
    const table = new Int32Array(backend.heap.buffer, scratch, phases.length * 10);
    for (const [i, p] of phases.entries()) {
      const place = [p.originY - originY, p.originX - originX, p.gridHeight, p.gridWidth, p.offsetY, p.offsetX];
      table.set([p.panels, p.tapRows, p.tapColumns, ...place, units.points], i * 10);
    }
    const head = [c.input, c.output, c.bias, c.activation, c.n, phases.length, scratch, 0];
    const tail = [c.dilationY, c.dilationX, c.outputHeight, c.outputWidth, c.stepY, c.stepX, scratch + tableRoom, room];
    backend.run("convolve", [...head, ...units.geometry, ...tail], [c.alpha], units.count, work);
  });
}
