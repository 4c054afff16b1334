import { int, pointer, float } from "./lib/arguments";
import { rowTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";
import { firstImage, firstRow, imageCount, makeFrame, writeInputs } from "./lib/units";

/**
 * Convolution, and input gradient as several convolutions ("phases") of the same frame that interleave in the
 * output.
 *
 * ints: 0 input, 1 output, 2 bias, 3 activation, 4 output channels, 5 phases, 6 table of phases, 7 unused, 8
 * to 23 geometry (see lib/units.ts), 24 dilation y, 25 dilation x, 26 output height, 27 output width, 28 step
 * y, 29 step x, 30 scratch, 31 scratch bytes per thread. floats: 0 alpha. The table of phases holds for each:
 * filter panels, tap rows, tap columns, frame row and frame column of its first tap, grid height, grid width,
 * offset y, offset x, and the most points of a unit (of all phases). Scratch of a thread: two address tables
 * with room for those points and five more, then the frame. Items: units.
 */
export function convolve(args: usize, begin: i32, end: i32, thread: i32): void {
  const scratch = pointer(args, 30) + (<usize>thread) * pointer(args, 31);
  const room = tableBytes(load<i32>(pointer(args, 6), 36));
  for (let unit = begin; unit < end; unit++) {
    const frame = makeFrame(args, unit, scratch + 2 * room);
    for (let phase = 0; phase < int(args, 5); phase++) {
      convolvePhase(args, unit, pointer(args, 6) + (<usize>phase) * 40, frame, scratch, scratch + room);
    }
  }
}

/** Room for the addresses of `points` points and a tile more, in whole cache lines. */
@inline
function tableBytes(points: i32): usize {
  return <usize>((points + TILE_ROWS) * 4 + 63) & ~63;
}

/**
 * Goes through the unit's grid rows in runs of rows that have the same tap rows inside the image: tap rows
 * outside would only add zeros, which changes no sum, so they are left out.
 */
function convolvePhase(args: usize, unit: i32, phase: usize, frame: usize, inputs: usize, outputs: usize): void {
  const tapRows = load<i32>(phase, 4);
  const stride = int(args, 18);
  const dilation = int(args, 24);
  const height = int(args, 10);
  // Input row of the first tap of grid row 0.
  const origin = int(args, 16) + load<i32>(phase, 12);
  const last = min(firstRow(args, unit) + int(args, 14), load<i32>(phase, 20));
  let row = firstRow(args, unit);
  while (row < last) {
    const firstTap = tapsBefore(-origin - row * stride, dilation, tapRows);
    const lastTap = max(firstTap, tapsBefore(height - origin - row * stride, dilation, tapRows));
    let end = row + 1;
    while (
      end < last &&
      tapsBefore(-origin - end * stride, dilation, tapRows) == firstTap &&
      tapsBefore(height - origin - end * stride, dilation, tapRows) == lastTap
    ) end++;
    convolveRows(args, unit, phase, frame, inputs, outputs, row, end, firstTap, lastTap);
    row = end;
  }
}

/** How many of the taps 0, d, 2d, ... lie before `position`. */
@inline
function tapsBefore(position: i32, dilation: i32, taps: i32): i32 {
  return position <= 0 ? 0 : min((position + dilation - 1) / dilation, taps);
}

function convolveRows(
  args: usize, unit: i32, phase: usize, frame: usize, inputs: usize, outputs: usize,
  row: i32, end: i32, firstTap: i32, lastTap: i32,
): void {
  const tapColumns = load<i32>(phase, 8);
  const channels = int(args, 9);
  const rowBytes = pointer(args, 22);
  const pixelBytes = <usize>channels << 2;
  const line = load<i32>(phase, 12) + firstTap * int(args, 24);
  const offset = <usize>line * rowBytes + <usize>load<i32>(phase, 16) * pixelBytes;
  const points = writeInputs(args, unit, frame + offset, row, end, load<i32>(phase, 24), inputs);
  for (let i = points; i % TILE_ROWS != 0; i++) store<usize>(inputs + (i << 2), frame);
  writeOutputs(args, unit, phase, row, end, outputs);

  // Taps side by side are one run of floats; apart from each other they are one run each.
  const dilationX = int(args, 25);
  const segments = dilationX == 1 ? 1 : tapColumns;
  const length = dilationX == 1 ? tapColumns * channels : channels;
  const skip: usize = dilationX == 1 ? 0 : <usize>(dilationX - 1) * pixelBytes;
  const lineSkip = <usize>int(args, 24) * rowBytes - <usize>tapColumns * <usize>dilationX * pixelBytes;

  const n = int(args, 4);
  const bias = pointer(args, 2);
  const lineBytes = <usize>(tapColumns * channels) << 5;
  let b = load<usize>(phase) + <usize>firstTap * lineBytes;
  for (let panel = 0; panel * 8 < n; panel++) {
    const columns = min(TILE_COLUMNS, n - panel * 8);
    for (let i = 0; i < points; i += TILE_ROWS) {
      rowTile(
        inputs + (i << 2), outputs + (i << 2), min(TILE_ROWS, points - i),
        lastTap - firstTap, segments, length, skip, lineSkip,
        b, panel * 32, columns,
        bias ? bias + (panel << 5) : 0, int(args, 3), float(args, 0),
      );
    }
    b += <usize>load<i32>(phase, 4) * lineBytes;
  }
}

/** Writes where the channels of the points of grid rows [row, last) lie in the output. */
function writeOutputs(args: usize, unit: i32, phase: usize, row: i32, last: i32, table: usize): void {
  const gridWidth = load<i32>(phase, 24);
  const pixelBytes = <usize>int(args, 4) << 2;
  const width = int(args, 27);
  const step = <usize>int(args, 29) * pixelBytes;
  for (let image = firstImage(args, unit), end = image + imageCount(args, unit); image < end; image++) {
    for (let y = row; y < last; y++) {
      const line = (image * int(args, 26) + y * int(args, 28) + load<i32>(phase, 28)) * width + load<i32>(phase, 32);
      let at = pointer(args, 1) + <usize>line * pixelBytes;
      for (let x = 0; x < gridWidth; x++) {
        store<usize>(table, at);
        at += step;
        table += 4;
      }
    }
  }
}
