// What happens to a finished tile of a product before it is stored: bias, activation, partial columns.

/** No activation. */
export const LINEAR: i32 = 0;
/** max(0, x). */
export const RELU: i32 = 1;
/** min(max(0, x), 6). */
export const RELU6: i32 = 2;
/** x, or alpha·x where x < 0. */
export const LEAKY_RELU: i32 = 3;

/** Applies one of the activations above to four lanes. A NaN stays NaN. */
@inline
export function activate(value: v128, activation: i32, alpha: f32): v128 {
  if (activation == LINEAR) return value;
  if (activation == LEAKY_RELU) {
    const zero = f32x4.splat(0);
    return v128.bitselect(f32x4.mul(value, f32x4.splat(alpha)), value, f32x4.lt(value, zero));
  }
  const positive = f32x4.max(f32x4.splat(0), value);
  return activation == RELU6 ? f32x4.min(positive, f32x4.splat(6)) : positive;
}

/** Stores the first `columns` (1 to 8) of eight values. */
@inline
export function storeRow(address: usize, low: v128, high: v128, columns: i32): void {
  if (columns == 8) {
    v128.store(address, low);
    v128.store(address, high, 16);
    return;
  }
  let rest = columns;
  let lanes = low;
  let at = address;
  if (rest >= 4) {
    v128.store(at, low);
    lanes = high;
    at += 16;
    rest -= 4;
  }
  if (rest > 0) v128.store_lane<f32>(at, lanes, 0);
  if (rest > 1) v128.store_lane<f32>(at, lanes, 1, 4);
  if (rest > 2) v128.store_lane<f32>(at, lanes, 2, 8);
}
