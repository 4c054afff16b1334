import type { backend_util } from "@tensorflow/tfjs";

/** Geometry of the windows that a convolution kernel reads, as assembly/lib/windows.ts takes it. */
export interface Windows {
  readonly channels: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly gridHeight: number;
  readonly gridWidth: number;
  readonly originY: number;
  readonly originX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly tapRows: number;
  readonly tapColumns: number;
  readonly dilationY: number;
  readonly dilationX: number;
}

/** Windows of a forward convolution: the grid is the output. */
export function forwardWindows(info: backend_util.Conv2DInfo): Windows {
  return {
    channels: info.inChannels,
    inputHeight: info.inHeight,
    inputWidth: info.inWidth,
    gridHeight: info.outHeight,
    gridWidth: info.outWidth,
    originY: -info.padInfo.top,
    originX: -info.padInfo.left,
    strideY: info.strideHeight,
    strideX: info.strideWidth,
    tapRows: info.filterHeight,
    tapColumns: info.filterWidth,
    dilationY: info.dilationHeight,
    dilationX: info.dilationWidth,
  };
}

/** The windows as kernel arguments. */
export function windowArguments(w: Windows): number[] {
  return [
    w.channels, w.inputHeight, w.inputWidth, w.gridHeight, w.gridWidth, w.originY, w.originX,
    w.strideY, w.strideX, w.tapRows, w.tapColumns, w.dilationY, w.dilationX,
  ]; // prettier-ignore
}

/** Values in one window. */
export function windowLength(w: Windows): number {
  return w.channels * w.tapRows * w.tapColumns;
}

/**
 * Bytes from one copied window of `length` floats to the next: room for the copy's overshoot, and an odd number of cache lines, so that
 * windows do not fall on the same few cache sets.
 */
export function windowStride(length: number): number {
  const lines = Math.ceil((length * 4 + 16) / 64);
  return (lines % 2 === 0 ? lines + 1 : lines) * 64;
}

/** Windows copied at once: as many as fit the second-level cache beside the filter, a multiple of six. */
export function windowsAtOnce(length: number): number {
  return Math.max(12, Math.min(48, Math.floor(65_536 / Math.max(1, length) / 6) * 6));
}
