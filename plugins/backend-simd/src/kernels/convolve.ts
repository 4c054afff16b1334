import type { SimdBackend } from "../simd-backend.ts";
import type { Epilogue } from "./activation.ts";
import { panelCount } from "./mat-mul.ts";
import { type Windows, windowArguments, windowLength, windowsAtOnce, windowStride } from "./windows.ts";

/** Where the grid of a convolution lies in its output. */
export interface Target {
  readonly height: number;
  readonly width: number;
  readonly offsetY: number;
  readonly offsetX: number;
  readonly stepY: number;
  readonly stepX: number;
}

/** Runs the convolution kernel: `panels` is the packed filter [taps × channels, n], `batch` the number of images. */
export function convolve(
  backend: SimdBackend,
  addresses: { readonly input: number; readonly panels: number; readonly output: number },
  windows: Windows,
  target: Target,
  batch: number,
  n: number,
  epilogue: Epilogue,
): void {
  const points = batch * windows.gridHeight * windows.gridWidth;
  const length = windowLength(windows);
  const block = windowsAtOnce(length);
  const stride = windowStride(length);
  const room = 2 * (Math.ceil((block * 4) / 64) * 64 + 64) + block * stride;
  const bias = epilogue.bias ? backend.input(epilogue.bias) : 0;
  backend.scratch(room * backend.pool.threads, (scratch) => {
    const head = [addresses.input, addresses.panels, addresses.output, bias, epilogue.activation, n, points, block];
    const place = [target.height, target.width, target.offsetY, target.offsetX, target.stepY, target.stepX];
    const work = block * panelCount(n) * (2 * length + 16);
    backend.run("convolve", [...head, ...windowArguments(windows), ...place, scratch, room, stride], [epilogue.alpha], Math.ceil(points / block), work);
  });
}
