import { int, pointer, float } from "./lib/arguments";
import { rowTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";
import { channels, copyWindow, gridHeight, gridWidth, tapColumns } from "./lib/windows";

/**
 * Convolution, and one phase of an input gradient: packs the windows of a block of grid points, then multiplies them with the
 * packed filter.
 *
 * ints: input, filter panels, output, bias, activation, output channels, grid points in all, points per item, then the geometry (see
 * windows.ts), 21: output height, output width, offset y, offset x, step y, step x, 27: scratch, scratch bytes per
 * thread, bytes of a window row. floats: alpha.
 * Scratch of a thread: two tables of (points per item rounded up to six) addresses, then the windows. Items: blocks of points.
 */
export function convolve(args: usize, begin: i32, end: i32, thread: i32): void {
  const n = int(args, 5);
  const points = int(args, 6);
  const block = int(args, 7);
  const k = channels(args) * int(args, 17) * tapColumns(args);
  const panels = (n + 7) >> 3;
  const bias = pointer(args, 3);
  const scratch = pointer(args, 27) + (<usize>thread) * (<usize>int(args, 28));
  const stride = <usize>int(args, 29);
  const room = <usize>((block + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS) << 2;
  const inputs = scratch;
  const outputs = inputs + room;
  const windows = outputs + ((room + 63) & ~63);
  for (let item = begin; item < end; item++) {
    const first = item * block;
    const count = min(block, points - first);
    for (let i = 0; i < count; i++) {
      const at = windows + (<usize>i) * stride;
      copyWindow(args, first + i, 0, int(args, 17), at);
      store<usize>(inputs + (i << 2), at);
      store<usize>(outputs + (i << 2), outputAddress(args, first + i, n));
    }
    for (let i = count; i % TILE_ROWS != 0; i++) store<usize>(inputs + (i << 2), windows);
    for (let panel = 0; panel < panels; panel++) {
      const columns = min(TILE_COLUMNS, n - panel * 8);
      const b = pointer(args, 1) + (<usize>panel) * (<usize>k) * 32;
      for (let i = 0; i < count; i += TILE_ROWS) {
        rowTile(inputs + (i << 2), outputs + (i << 2), min(TILE_ROWS, count - i), b, k, panel * 32, columns, bias ? bias + panel * 32 : 0, int(args, 4), float(args, 0));
      }
    }
  }
}

/** Where the channels of grid point `point` lie in the output. */
@inline
function outputAddress(args: usize, point: i32, n: i32): usize {
  const gx = point % gridWidth(args);
  const line = point / gridWidth(args);
  const gy = line % gridHeight(args);
  const image = line / gridHeight(args);
  const y = gy * int(args, 25) + int(args, 23);
  const x = gx * int(args, 26) + int(args, 24);
  return pointer(args, 2) + ((<usize>((image * int(args, 21) + y) * int(args, 22) + x) * <usize>n) << 2);
}
