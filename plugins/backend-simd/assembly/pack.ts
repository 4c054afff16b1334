import { int, pointer } from "./lib/arguments";
import { transposeFour } from "./lib/transpose";

/**
 * Packs columns of B [k, n] into panels [panel][k][8], zero beyond the last column. B's rows come in up to
 * four nested strides, so that the same loop packs a matrix, its transpose, and a filter with its taps chosen
 * and reversed: k runs over (outer, middle, inner), element (o, m, i, n) lies at o·s0 + m·s1 + i·s2 + n·s3
 * floats.
 *
 * ints: source, target, outer, middle, inner, s0, s1, s2, s3, columns. Items: panels.
 */
export function packPanels(args: usize, begin: i32, end: i32, _thread: i32): void {
  const source = pointer(args, 0);
  const outer = int(args, 2);
  const middle = int(args, 3);
  const inner = int(args, 4);
  const depth = outer * middle * inner;
  for (let panel = begin; panel < end; panel++) {
    const columns = min(8, int(args, 9) - panel * 8);
    const step = int(args, 8) << 2;
    let to = pointer(args, 1) + (<usize>panel) * (<usize>depth) * 32;
    for (let o = 0; o < outer; o++) {
      for (let m = 0; m < middle; m++) {
        let from = source + ((o * int(args, 5) + m * int(args, 6) + panel * 8 * int(args, 8)) << 2);
        const stride = int(args, 7) << 2;
        let i = 0;
        if (columns == 8 && stride == 4) {
          for (; i + 4 <= inner; i += 4) {
            transposeFour(from, step, to);
            transposeFour(from + 4 * step, step, to + 16);
            from += 16;
            to += 128;
          }
        }
        for (; i < inner; i++) {
          if (columns == 8 && step == 4) {
            v128.store(to, v128.load(from));
            v128.store(to, v128.load(from, 16), 16);
          } else {
            let at = from;
            for (let c = 0; c < columns; c++) {
              store<f32>(to + (c << 2), load<f32>(at));
              at += step;
            }
            for (let c = columns; c < 8; c++) store<f32>(to + (c << 2), 0);
          }
          from += stride;
          to += 32;
        }
      }
    }
  }
}

/**
 * Transposes [rows, columns] into [columns, rows].
 *
 * ints: source, target, rows, columns. Items: blocks of 16 target rows.
 */
export function transposeMatrix(args: usize, begin: i32, end: i32, _thread: i32): void {
  const rows = int(args, 2);
  const columns = int(args, 3);
  const last = min(end * 16, columns);
  for (let r = 0; r < rows; r += 16) {
    const bound = min(r + 16, rows);
    for (let c = begin * 16; c < last; c++) {
      let from = pointer(args, 0) + ((r * columns + c) << 2);
      let to = pointer(args, 1) + ((c * rows + r) << 2);
      for (let i = r; i < bound; i++) {
        store<f32>(to, load<f32>(from));
        from += columns << 2;
        to += 4;
      }
    }
  }
}
