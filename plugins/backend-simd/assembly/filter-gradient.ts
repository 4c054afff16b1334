import { int, pointer } from "./lib/arguments";
import { columnTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";
import { channels, copyWindow, tapColumns } from "./lib/windows";

/**
 * Partial sums of a filter gradient: for one group of tap rows and one part of the grid points, windowsᵀ·dy. The parts are fixed by
 * the shapes alone, so the result is the same for every number of threads.
 *
 * ints: input, dy, partial sums [part][taps × channels][n], parts, points per part, n, grid points in all, points per block, then the
 * geometry (see windows.ts), 21: tap rows per group, 22: scratch, scratch bytes per thread, bytes of a window row.
 * Items: (tap group, part), the part running fastest.
 */
export function filterGradient(args: usize, begin: i32, end: i32, thread: i32): void {
  const parts = int(args, 3);
  const share = int(args, 4);
  const n = int(args, 5);
  const points = int(args, 6);
  const block = int(args, 7);
  const tapRows = int(args, 17);
  const group = int(args, 21);
  const row = tapColumns(args) * channels(args);
  const windows = pointer(args, 22) + (<usize>thread) * (<usize>int(args, 23));
  const stride = <usize>int(args, 24);
  for (let item = begin; item < end; item++) {
    const part = item % parts;
    const firstTap = (item / parts) * group;
    const lastTap = min(firstTap + group, tapRows);
    const k = (lastTap - firstTap) * row;
    const target = pointer(args, 2) + ((<usize>(part * tapRows + firstTap) * <usize>row * <usize>n) << 2);
    const last = min((part + 1) * share, points);
    let fresh = true;
    for (let first = part * share; first < last; first += block) {
      const count = min(block, last - first);
      for (let i = 0; i < count; i++) copyWindow(args, first + i, firstTap, lastTap, windows + (<usize>i) * stride);
      const dy = pointer(args, 1) + ((<usize>first * <usize>n) << 2);
      for (let column = 0; column < n; column += TILE_COLUMNS) {
        const columns = min(TILE_COLUMNS, n - column);
        for (let i = 0; i < k; i += TILE_ROWS) {
          columnTile(
            windows + (i << 2), stride,
            dy + (column << 2), n << 2,
            count,
            target + ((i * n + column) << 2), n << 2,
            min(TILE_ROWS, k - i), columns, fresh,
          );
        }
      }
      fresh = false;
    }
    if (fresh) memory.fill(target, 0, (<usize>k * <usize>n) << 2);
  }
}

/**
 * Adds `parts` arrays of `size` floats, in order, into one.
 *
 * ints: partial sums, target, parts, size. Items: groups of 64 elements.
 */
export function addParts(args: usize, begin: i32, end: i32, _thread: i32): void {
  const parts = int(args, 2);
  const size = int(args, 3);
  const last = min(end * 64, size);
  for (let i = begin * 64; i < last; i++) {
    let from = pointer(args, 0) + (i << 2);
    let sum = load<f32>(from);
    for (let part = 1; part < parts; part++) {
      from += size << 2;
      sum += load<f32>(from);
    }
    store<f32>(pointer(args, 1) + (i << 2), sum);
  }
}
