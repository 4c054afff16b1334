// What happens to a finished row of a tile before it is stored: bias, activation, partial columns.

/** No activation. */
export const LINEAR: i32 = 0;
/** max(0, x). */
export const RELU: i32 = 1;
/** min(max(0, x), 6). */
export const RELU6: i32 = 2;
/** x, or alpha·x where x < 0. */
export const LEAKY_RELU: i32 = 3;
/** x where another array of the output's shape is positive, else 0: the gradient of a ReLU whose result that array is. */
export const WHERE_POSITIVE: i32 = 4;

/** Applies an activation other than the last to four lanes. A NaN stays NaN. */
@inline
function activate(value: v128, activation: i32, alpha: f32): v128 {
  if (activation == LEAKY_RELU) {
    return v128.bitselect(f32x4.mul(value, f32x4.splat(alpha)), value, f32x4.lt(value, f32x4.splat(0)));
  }
  const positive = f32x4.max(f32x4.splat(0), value);
  return activation == RELU6 ? f32x4.min(positive, f32x4.splat(6)) : positive;
}

/** Four lanes where the mask is positive, else zero. */
@inline
function wherePositive(value: v128, mask: usize): v128 {
  return v128.and(value, f32x4.gt(v128.load(mask), f32x4.splat(0)));
}

/**
 * Stores the first `columns` (1 to 8) of eight sums after bias and activation. `bias` is 0 for none, else the address of these
 * columns' biases (eight are read); for WHERE_POSITIVE it is the distance in bytes from the output to the mask.
 */
@inline
export function finishRow(address: usize, low: v128, high: v128, columns: i32, bias: usize, activation: i32, alpha: f32): void {
  if (activation == WHERE_POSITIVE) {
    low = wherePositive(low, address + bias);
    high = wherePositive(high, address + bias + 16);
  } else {
    if (bias) {
      low = f32x4.add(low, v128.load(bias));
      high = f32x4.add(high, v128.load(bias, 16));
    }
    if (activation != LINEAR) {
      low = activate(low, activation, alpha);
      high = activate(high, activation, alpha);
    }
  }
  storeRow(address, low, high, columns);
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

function storePart(address: usize, low: v128, high: v128, columns: i32): void {
  let rest = columns;
  let lanes = low;
  if (rest >= 4) {
    v128.store(address, low);
    lanes = high;
    address += 16;
    rest -= 4;
  }
  if (rest > 0) v128.store_lane<f32>(address, lanes, 0);
  if (rest > 1) v128.store_lane<f32>(address, lanes, 1, 4);
  if (rest > 2) v128.store_lane<f32>(address, lanes, 2, 8);
}
