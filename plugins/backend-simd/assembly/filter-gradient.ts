import { int, pointer } from "./lib/arguments";
import { copyFloats } from "./lib/memory";
import { gatherTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";
import { firstImage, firstRow, imageCount, makeFrame, writeInputs } from "./lib/units";

/**
 * Partial sums of a filter gradient: for one group of tap rows and one part of the units, windowsᵀ·dy. The
 * parts are fixed by the shapes alone, so the result is the same for every number of threads.
 *
 * ints: 0 input, 1 dy, 2 partial sums [part][taps × channels][n], 3 parts, 4 units per part, 5 n, 6 units, 7
 * tap rows, 8 to 23 geometry (see lib/units.ts), 24 tap columns, 25 grid height, 26 grid width, 27 tap rows
 * per group, 28 bytes of a window copy or 0, 29 most points of a unit, 30 scratch, 31 scratch bytes per
 * thread. Where a window is copied, a group is all tap rows and its rows become one run of floats; where not,
 * a group is one tap row. Items: (tap group, part), the part running fastest.
 */
export function filterGradient(args: usize, begin: i32, end: i32, thread: i32): void {
  const parts = int(args, 3);
  const share = int(args, 4);
  const n = int(args, 5);
  const tapRows = int(args, 7);
  const group = int(args, 27);
  const length = int(args, 24) * int(args, 9);
  const copyBytes = pointer(args, 28);
  const table = pointer(args, 30) + (<usize>thread) * pointer(args, 31);
  const gradients = table + (((<usize>int(args, 29) << 2) + 63) & ~63);
  const copies = gradients + (gradients - table);
  const frames = copies + <usize>int(args, 29) * copyBytes;
  const k = group * length;
  for (let item = begin; item < end; item++) {
    const part = item % parts;
    const tap = (item / parts) * group;
    const target = pointer(args, 2) + ((<usize>(part * tapRows + tap) * <usize>length * <usize>n) << 2);
    const last = min((part + 1) * share, int(args, 6));
    let fresh = true;
    for (let unit = part * share; unit < last; unit++) {
      const frame = makeFrame(args, unit, frames);
      const bottom = min(firstRow(args, unit) + int(args, 14), int(args, 25));
      let row = firstRow(args, unit);
      let end = bottom;
      if (group == 1) {
        // Grid rows that this tap row takes outside the image would only add zeros.
        row = max(row, rowsBefore(-int(args, 16) - tap, int(args, 18)));
        end = min(end, rowsBefore(int(args, 10) - int(args, 16) - tap, int(args, 18)));
      }
      const points = writeInputs(args, unit, frame + <usize>tap * pointer(args, 22), row, end, int(args, 26), table);
      if (points <= 0) continue;
      writeGradients(args, unit, row, end, gradients);
      if (copyBytes) copyWindows(args, table, points, copies);
      // A few tiles' worth of the windows stays in the first-level cache while all columns of dy pass by.
      for (let first = 0; first < k; first += 8 * TILE_ROWS) {
        const beyond = min(first + 8 * TILE_ROWS, k);
        for (let column = 0; column < n; column += TILE_COLUMNS) {
          const columns = min(TILE_COLUMNS, n - column);
          for (let i = first; i < beyond; i += TILE_ROWS) {
            gatherTile(table, i << 2, gradients, column << 2, points, target + ((i * n + column) << 2), n << 2, min(TILE_ROWS, k - i), columns, fresh);
          }
        }
      }
      fresh = false;
    }
    if (fresh) memory.fill(target, 0, (<usize>k * <usize>n) << 2);
  }
}

/**
 * How many of the grid rows 0, 1, ... look at input rows before `position`, counted from where row 0 looks.
 */
@inline
function rowsBefore(position: i32, stride: i32): i32 {
  return position <= 0 ? 0 : (position + stride - 1) / stride;
}

/** Writes the addresses of dy for the points of grid rows [row, end), in the order of the inputs. */
function writeGradients(args: usize, unit: i32, row: i32, end: i32, table: usize): void {
  const pixelBytes = <usize>int(args, 5) << 2;
  const points = (end - row) * int(args, 26);
  for (let image = firstImage(args, unit), last = image + imageCount(args, unit); image < last; image++) {
    let at = pointer(args, 1) + <usize>((image * int(args, 25) + row) * int(args, 26)) * pixelBytes;
    for (let i = 0; i < points; i++) {
      store<usize>(table, at);
      at += pixelBytes;
      table += 4;
    }
  }
}

/** Copies every point's window into one run of floats and points the table there. */
@inline
function copyWindows(args: usize, table: usize, points: i32, copies: usize): void {
  const tapRows = int(args, 7);
  const length = int(args, 24) * int(args, 9);
  const rowBytes = pointer(args, 22);
  for (let i = 0; i < points; i++) {
    let from = load<usize>(table);
    let to = copies;
    for (let row = 0; row < tapRows; row++) {
      copyFloats(to, from, length);
      from += rowBytes;
      to += length << 2;
    }
    store<usize>(table, copies);
    copies += pointer(args, 28);
    table += 4;
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
