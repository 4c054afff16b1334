
// Winograd's minimal filtering F(4×4, 3×3), Lavin and Gray (arXiv 1509.09308): 36 products instead of 144 for 4×4 outputs of a 3×3
// filter. Output = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A for input tile d (6×6) and filter g; the filter's gradient is Gᵀ[(A y Aᵀ) ⊙ (Bᵀ d B)]G for output
// gradients y (4×4). All transforms work on four channels at once; `step` is the distance in bytes between the values of one
// row or column, so each matrix is applied to columns and then to rows by the same function.

/** Products of a tile. */
export const PRODUCTS: i32 = 36;
/** Outputs of a tile along an axis. */
export const OUTPUTS: i32 = 4;

@inline
function times(a: v128, factor: f32): v128 {
  return f32x4.mul(a, f32x4.splat(factor));
}

/** Bᵀ: six inputs to six. */
@inline
export function transformInput(from: usize, step: usize, to: usize, toStep: usize): void {
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
}

/** Aᵀ: six products to four outputs. */
@inline
export function transformOutput(from: usize, step: usize, to: usize, toStep: usize): void {
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
}

/** A: four output gradients to six. */
@inline
export function transformGradient(from: usize, step: usize, to: usize, toStep: usize): void {
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
}

/** G: three filter values to six. */
@inline
export function transformFilter(from: usize, step: usize, to: usize, toStep: usize): void {
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
}

/** Gᵀ: six products to three values of the filter's gradient. */
@inline
export function transformFilterGradient(from: usize, step: usize, to: usize, toStep: usize): void {
  const m1 = v128.load(from + step);
  const m2 = v128.load(from + 2 * step);
  const m3 = v128.load(from + 3 * step);
  const m4 = v128.load(from + 4 * step);
  const sum = times(f32x4.add(m1, m2), -1.0 / 6.0);
  const sumTwo = f32x4.add(m3, m4);
  v128.store(to, f32x4.add(f32x4.add(times(v128.load(from), 0.25), sum), times(sumTwo, 1.0 / 24.0)));
  v128.store(to + toStep, f32x4.add(times(f32x4.sub(m2, m1), 1.0 / 6.0), times(f32x4.sub(m3, m4), 1.0 / 12.0)));
  v128.store(to + 2 * toStep, f32x4.add(f32x4.add(sum, times(sumTwo, 1.0 / 6.0)), v128.load(from + 5 * step)));
}

/**
 * Bᵀ d B of the tiles whose top left pixels `table` names, into `to`: [36][rows][channels], from row `firstRow` on.
 * `temporary` holds 36 vectors.
 */
export function transformTiles(
  table: usize, tiles: i32, pixelBytes: usize, rowBytes: usize, to: usize, firstRow: i32, rows: i32, temporary: usize,
): void {
  const plane = <usize>rows * pixelBytes;
  for (let tile = 0; tile < tiles; tile++) {
    const from = load<usize>(table + (tile << 2));
    const target = to + <usize>(firstRow + tile) * pixelBytes;
    for (let channel: usize = 0; channel < pixelBytes; channel += 16) {
      for (let column: usize = 0; column < 6; column++) {
        transformInput(from + channel + column * pixelBytes, rowBytes, temporary + column * 16, 96);
      }
      for (let row: usize = 0; row < 6; row++) {
        transformInput(temporary + row * 96, 16, target + channel + row * 6 * plane, plane);
      }
    }
  }
}
