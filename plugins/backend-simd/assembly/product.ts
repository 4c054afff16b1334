import { int, pointer, float } from "./lib/arguments";
import { columnTile, rowTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";

/**
 * C = activation(A·B + bias) for A [m, k] in rows and B packed in panels.
 *
 * ints: A, B panels, C, bias, activation, m, n, k, rows per item, panels per item, tables. floats: alpha.
 * Items: (row block, panel group), the group running fastest.
 */
export function multiplyRows(args: usize, begin: i32, end: i32, thread: i32): void {
  const m = int(args, 5);
  const n = int(args, 6);
  const k = int(args, 7);
  const block = int(args, 8);
  const group = int(args, 9);
  const panels = (n + 7) >> 3;
  const groups = (panels + group - 1) / group;
  const bias = pointer(args, 3);
  const inputs = pointer(args, 10) + (<usize>thread) * 64;
  const outputs = inputs + 32;
  for (let item = begin; item < end; item++) {
    const firstRow = (item / groups) * block;
    const lastRow = min(firstRow + block, m);
    const firstPanel = (item % groups) * group;
    const lastPanel = min(firstPanel + group, panels);
    for (let panel = firstPanel; panel < lastPanel; panel++) {
      const columns = min(TILE_COLUMNS, n - panel * 8);
      const b = pointer(args, 1) + (<usize>panel) * (<usize>k) * 32;
      for (let row = firstRow; row < lastRow; row += TILE_ROWS) {
        const rows = min(TILE_ROWS, lastRow - row);
        for (let i = 0; i < TILE_ROWS; i++) {
          const r = <usize>(row + min(i, rows - 1));
          store<usize>(inputs + (i << 2), pointer(args, 0) + ((r * <usize>k) << 2));
          store<usize>(outputs + (i << 2), pointer(args, 2) + ((r * <usize>n) << 2));
        }
        rowTile(inputs, outputs, rows, 1, 1, k, 0, 0, b, panel * 32, columns, bias ? bias + panel * 32 : 0, int(args, 4), float(args, 0));
      }
    }
  }
}

/**
 * C = Aᵀ·B for A [k, m] and B [k, n], both read where they lie.
 *
 * ints: A, B, C, m, n, k. Items: groups of six rows of C.
 */
export function multiplyColumns(args: usize, begin: i32, end: i32, _thread: i32): void {
  const m = int(args, 3);
  const n = int(args, 4);
  const k = int(args, 5);
  for (let panel = 0; panel < n; panel += TILE_COLUMNS) {
    for (let item = begin; item < end; item++) {
      const row = item * TILE_ROWS;
      columnTile(
        pointer(args, 0) + (row << 2), m << 2,
        pointer(args, 1) + (panel << 2), n << 2,
        k,
        pointer(args, 2) + ((row * n + panel) << 2), n << 2,
        min(TILE_ROWS, m - row), min(TILE_COLUMNS, n - panel), true,
      );
    }
  }
}
