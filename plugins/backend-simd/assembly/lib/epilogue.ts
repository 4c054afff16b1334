// What happens to a finished row of a tile before it is stored: bias, activation, partial columns.

/** No activation. */
export const LINEAR: i32 = 0;
/** max(0, x). */
export const RELU: i32 = 1;
/** min(max(0, x), 6). */
export const RELU6: i32 = 2;
/** x, or alpha·x where x < 0. */
export const LEAKY_RELU: i32 = 3;

/** Applies an activation other than LINEAR to four lanes. A NaN stays NaN. */
@inline
export function activate(value: v128, activation: i32, alpha: f32): v128 {
  if (activation == LEAKY_RELU) {
    return v128.bitselect(f32x4.mul(value, f32x4.splat(alpha)), value, f32x4.lt(value, f32x4.splat(0)));
  }
  const positive = f32x4.max(f32x4.splat(0), value);
  return activation == RELU6 ? f32x4.min(positive, f32x4.splat(6)) : positive;
}

/** Four lanes where the four values at `mask` are positive, else zero. */
@inline
export function wherePositive(value: v128, mask: usize): v128 {
  return v128.and(value, f32x4.gt(v128.load(mask), f32x4.splat(0)));
}

/** Adds to (or, when `fresh`, replaces) the first `columns` of eight values in memory. */
@inline
export function accumulateRow(address: usize, low: v128, high: v128, columns: i32, fresh: bool): void {
  if (fresh) storeRow(address, low, high, columns);
  else storeRow(address, f32x4.add(v128.load(address), low), f32x4.add(v128.load(address, 16), high), columns);
}

@inline
function storeRow(address: usize, low: v128, high: v128, columns: i32): void {
  if (columns == 8) {
    v128.store(address, low);
    v128.store(address, high, 16);
  } else {
    storePart(address, low, high, columns);
  }
}

/** Stores the first `columns` (1 to 8) of eight values. */
export function storePart(address: usize, low: v128, high: v128, columns: i32): void {
  if (columns == 8) {
    v128.store(address, low);
    v128.store(address, high, 16);
    return;
  }
  let lanes = low;
  if (columns >= 4) {
    v128.store(address, low);
    lanes = high;
    address += 16;
    columns -= 4;
  }
  if (columns > 0) v128.store_lane<f32>(address, lanes, 0);
  if (columns > 1) v128.store_lane<f32>(address, lanes, 1, 4);
  if (columns > 2) v128.store_lane<f32>(address, lanes, 2, 8);
}
