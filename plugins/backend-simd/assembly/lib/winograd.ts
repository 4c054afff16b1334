// Winograd's minimal filtering (Lavin and Gray, arXiv 1509.09308): m outputs of an r-tap filter along an axis
// for m + r - 1 products. Output = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for input tile d and filter g; the filter's
// gradient is Gᵀ[(A y Aᵀ) ⊙ (Bᵀ d B)]G for output gradients y. All transforms work on four channels at once;
// `step` is the distance in bytes between the values of one row or column, so each matrix is applied to
// columns and then to rows by the same function.
//
// Three sizes, told apart at compile time by a type: F(4, 3) on the points 0, 1, -1, 2, -2, ∞; F(4, 2) on 0,
// 1, -1, 2, ∞; F(3, 2) on 0, 1, -1, ∞.

/** Four outputs, three taps. */
export type Four3 = i8;
/** Four outputs, two taps. */
export type Four2 = i16;
/** Three outputs, two taps. */
export type Three2 = i32;

/** Outputs of a tile along an axis. */
@inline
export function outputsOf<T>(): i32 {
  return sizeof<T>() == 4 ? 3 : 4;
}
/** Taps of the filter along an axis. */
@inline
export function tapsOf<T>(): i32 {
  return sizeof<T>() == 1 ? 3 : 2;
}
/** Products of a tile along an axis. */
@inline
export function sideOf<T>(): i32 {
  return outputsOf<T>() + tapsOf<T>() - 1;
}

@inline
function times(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/** Bᵀ: a tile's inputs to as many. */
@inline
export function transformInput<T>(from: usize, step: usize, to: usize, toStep: usize): void {
  if (sizeof<T>() == 1) {
    const d0 = v128.load(from);
    const d1 = v128.load(from + step);
    const d2 = v128.load(from + 2 * step);
    const d3 = v128.load(from + 3 * step);
    const d4 = v128.load(from + 4 * step);
    const d5 = v128.load(from + 5 * step);
    const even = f32x4.sub(d4, times(d2, 4));
    const odd = f32x4.sub(d3, times(d1, 4));
    const half = f32x4.sub(d4, d2);
    const twice = times(f32x4.sub(d3, d1), 2);
    v128.store(to, f32x4.add(f32x4.sub(times(d0, 4), times(d2, 5)), d4));
    v128.store(to + toStep, f32x4.add(even, odd));
    v128.store(to + 2 * toStep, f32x4.sub(even, odd));
    v128.store(to + 3 * toStep, f32x4.add(half, twice));
    v128.store(to + 4 * toStep, f32x4.sub(half, twice));
    v128.store(to + 5 * toStep, f32x4.add(f32x4.sub(times(d1, 4), times(d3, 5)), d5));
  } else if (sizeof<T>() == 2) {
    const d0 = v128.load(from);
    const d1 = v128.load(from + step);
    const d2 = v128.load(from + 2 * step);
    const d3 = v128.load(from + 3 * step);
    const d4 = v128.load(from + 4 * step);
    const a = f32x4.sub(d3, d1);
    const b = f32x4.sub(d3, d2);
    const c = times(f32x4.sub(d1, d2), 2);
    v128.store(to, f32x4.add(a, times(f32x4.sub(d0, d2), 2)));
    v128.store(to + toStep, f32x4.sub(b, times(d1, 2)));
    v128.store(to + 2 * toStep, f32x4.add(b, c));
    v128.store(to + 3 * toStep, a);
    v128.store(to + 4 * toStep, f32x4.add(f32x4.sub(d4, d2), times(f32x4.sub(d1, d3), 2)));
  } else {
    const d1 = v128.load(from + step);
    const d2 = v128.load(from + 2 * step);
    v128.store(to, f32x4.sub(d2, v128.load(from)));
    v128.store(to + toStep, f32x4.add(d2, d1));
    v128.store(to + 2 * toStep, f32x4.sub(d2, d1));
    v128.store(to + 3 * toStep, f32x4.sub(v128.load(from + 3 * step), d1));
  }
}

/** Aᵀ: products to outputs. */
@inline
export function transformOutput<T>(from: usize, step: usize, to: usize, toStep: usize): void {
  if (sizeof<T>() == 1) {
    const m1 = v128.load(from + step);
    const m2 = v128.load(from + 2 * step);
    const m3 = v128.load(from + 3 * step);
    const m4 = v128.load(from + 4 * step);
    const sum = f32x4.add(m1, m2);
    const difference = f32x4.sub(m1, m2);
    const sumTwo = f32x4.add(m3, m4);
    const differenceTwo = f32x4.sub(m3, m4);
    v128.store(to, f32x4.add(f32x4.add(v128.load(from), sum), sumTwo));
    v128.store(to + toStep, f32x4.add(difference, times(differenceTwo, 2)));
    v128.store(to + 2 * toStep, f32x4.add(sum, times(sumTwo, 4)));
    v128.store(to + 3 * toStep, f32x4.add(f32x4.add(difference, times(differenceTwo, 8)), v128.load(from + 5 * step)));
  } else if (sizeof<T>() == 2) {
    const m1 = v128.load(from + step);
    const m2 = v128.load(from + 2 * step);
    const m3 = v128.load(from + 3 * step);
    const sum = f32x4.add(m1, m2);
    const difference = f32x4.sub(m1, m2);
    v128.store(to, f32x4.add(f32x4.add(v128.load(from), sum), m3));
    v128.store(to + toStep, f32x4.add(difference, times(m3, 2)));
    v128.store(to + 2 * toStep, f32x4.add(sum, times(m3, 4)));
    v128.store(to + 3 * toStep, f32x4.add(f32x4.add(difference, times(m3, 8)), v128.load(from + 4 * step)));
  } else {
    const m1 = v128.load(from + step);
    const m2 = v128.load(from + 2 * step);
    const sum = f32x4.add(m1, m2);
    v128.store(to, f32x4.add(v128.load(from), sum));
    v128.store(to + toStep, f32x4.sub(m1, m2));
    v128.store(to + 2 * toStep, f32x4.add(sum, v128.load(from + 3 * step)));
  }
}

/** A: output gradients to products. */
@inline
export function transformGradient<T>(from: usize, step: usize, to: usize, toStep: usize): void {
  if (sizeof<T>() == 1) {
    const y0 = v128.load(from);
    const y1 = v128.load(from + step);
    const y2 = v128.load(from + 2 * step);
    const y3 = v128.load(from + 3 * step);
    const even = f32x4.add(y0, y2);
    const odd = f32x4.add(y1, y3);
    const evenTwo = f32x4.add(y0, times(y2, 4));
    const oddTwo = f32x4.add(times(y1, 2), times(y3, 8));
    v128.store(to, y0);
    v128.store(to + toStep, f32x4.add(even, odd));
    v128.store(to + 2 * toStep, f32x4.sub(even, odd));
    v128.store(to + 3 * toStep, f32x4.add(evenTwo, oddTwo));
    v128.store(to + 4 * toStep, f32x4.sub(evenTwo, oddTwo));
    v128.store(to + 5 * toStep, y3);
  } else if (sizeof<T>() == 2) {
    const y0 = v128.load(from);
    const y1 = v128.load(from + step);
    const y2 = v128.load(from + 2 * step);
    const y3 = v128.load(from + 3 * step);
    const even = f32x4.add(y0, y2);
    const odd = f32x4.add(y1, y3);
    v128.store(to, y0);
    v128.store(to + toStep, f32x4.add(even, odd));
    v128.store(to + 2 * toStep, f32x4.sub(even, odd));
    v128.store(to + 3 * toStep, f32x4.add(f32x4.add(y0, times(y2, 4)), f32x4.add(times(y1, 2), times(y3, 8))));
    v128.store(to + 4 * toStep, y3);
  } else {
    const y0 = v128.load(from);
    const y1 = v128.load(from + step);
    const y2 = v128.load(from + 2 * step);
    const even = f32x4.add(y0, y2);
    v128.store(to, y0);
    v128.store(to + toStep, f32x4.add(even, y1));
    v128.store(to + 2 * toStep, f32x4.sub(even, y1));
    v128.store(to + 3 * toStep, y2);
  }
}

/** G: filter values to products. */
@inline
export function transformFilter<T>(from: usize, step: usize, to: usize, toStep: usize): void {
  if (sizeof<T>() == 1) {
    const g0 = v128.load(from);
    const g1 = v128.load(from + step);
    const g2 = v128.load(from + 2 * step);
    const outer = times(f32x4.add(g0, g2), -1.0 / 6.0);
    const inner = times(g1, 1.0 / 6.0);
    const outerTwo = f32x4.add(times(g0, 1.0 / 24.0), times(g2, 1.0 / 6.0));
    const innerTwo = times(g1, 1.0 / 12.0);
    v128.store(to, times(g0, 0.25));
    v128.store(to + toStep, f32x4.sub(outer, inner));
    v128.store(to + 2 * toStep, f32x4.add(outer, inner));
    v128.store(to + 3 * toStep, f32x4.add(outerTwo, innerTwo));
    v128.store(to + 4 * toStep, f32x4.sub(outerTwo, innerTwo));
    v128.store(to + 5 * toStep, g2);
  } else if (sizeof<T>() == 2) {
    const g0 = v128.load(from);
    const g1 = v128.load(from + step);
    v128.store(to, times(g0, 0.5));
    v128.store(to + toStep, times(f32x4.add(g0, g1), -0.5));
    v128.store(to + 2 * toStep, times(f32x4.sub(g1, g0), 1.0 / 6.0));
    v128.store(to + 3 * toStep, f32x4.add(times(g0, 1.0 / 6.0), times(g1, 1.0 / 3.0)));
    v128.store(to + 4 * toStep, g1);
  } else {
    const g0 = v128.load(from);
    const g1 = v128.load(from + step);
    v128.store(to, f32x4.neg(g0));
    v128.store(to + toStep, times(f32x4.add(g0, g1), 0.5));
    v128.store(to + 2 * toStep, times(f32x4.sub(g0, g1), 0.5));
    v128.store(to + 3 * toStep, g1);
  }
}

/** Gᵀ: products to the filter's gradient. */
@inline
export function transformFilterGradient<T>(from: usize, step: usize, to: usize, toStep: usize): void {
  if (sizeof<T>() == 1) {
    const m1 = v128.load(from + step);
    const m2 = v128.load(from + 2 * step);
    const m3 = v128.load(from + 3 * step);
    const m4 = v128.load(from + 4 * step);
    const sum = times(f32x4.add(m1, m2), -1.0 / 6.0);
    const sumTwo = f32x4.add(m3, m4);
    v128.store(to, f32x4.add(f32x4.add(times(v128.load(from), 0.25), sum), times(sumTwo, 1.0 / 24.0)));
    v128.store(to + toStep, f32x4.add(times(f32x4.sub(m2, m1), 1.0 / 6.0), times(f32x4.sub(m3, m4), 1.0 / 12.0)));
    v128.store(to + 2 * toStep, f32x4.add(f32x4.add(sum, times(sumTwo, 1.0 / 6.0)), v128.load(from + 5 * step)));
  } else if (sizeof<T>() == 2) {
    const m1 = times(v128.load(from + step), -0.5);
    const m2 = times(v128.load(from + 2 * step), 1.0 / 6.0);
    const m3 = times(v128.load(from + 3 * step), 1.0 / 6.0);
    v128.store(to, f32x4.add(f32x4.add(times(v128.load(from), 0.5), m1), f32x4.sub(m3, m2)));
    v128.store(to + toStep, f32x4.add(f32x4.add(m1, m2), f32x4.add(times(m3, 2), v128.load(from + 4 * step))));
  } else {
    const m1 = times(v128.load(from + step), 0.5);
    const m2 = times(v128.load(from + 2 * step), 0.5);
    v128.store(to, f32x4.sub(f32x4.add(m1, m2), v128.load(from)));
    v128.store(to + toStep, f32x4.add(f32x4.sub(m1, m2), v128.load(from + 3 * step)));
  }
}

/**
 * Bᵀ d B of the tiles whose first pixels `table` names plus `offset` bytes, into rows of `rowSize` bytes at
 * `to`, one plane of
 * `plane` bytes for each product. Pixels of a tile lie `pixelStep` and `rowStep` bytes apart. `temporary`
 * holds 36 vectors.
 */
export function transformTiles<T>(
  table: usize, tiles: i32, offset: usize, channelBytes: usize, pixelStep: usize, rowStep: usize,
  to: usize, rowSize: usize, plane: usize, temporary: usize,
): void {
  const side = <usize>sideOf<T>();
  for (let tile = 0; tile < tiles; tile++) {
    const from = load<usize>(table + (tile << 2)) + offset;
    for (let channel: usize = 0; channel < channelBytes; channel += 16) {
      for (let column: usize = 0; column < side; column++) {
        transformInput<T>(from + channel + column * pixelStep, rowStep, temporary + column * 16, side * 16);
      }
      for (let row: usize = 0; row < side; row++) {
        transformInput<T>(temporary + row * side * 16, 16, to + channel + row * side * plane, plane);
      }
    }
    to += rowSize;
  }
}
