import { int, pointer } from "./lib/arguments";
import { exp, log } from "./lib/exponential";

/**
 * Softmax cross-entropy and its gradient, softmax - one-hot.
 *
 * ints: logits, labels, loss, gradient, classes. Items: rows.
 */
export function crossEntropy(args: usize, begin: i32, end: i32, _thread: i32): void {
  const classes = int(args, 4);
  for (let row = begin; row < end; row++) {
    const logits = pointer(args, 0) + (<usize>(row * classes) << 2);
    const gradient = pointer(args, 3) + (<usize>(row * classes) << 2);
    const label = load<i32>(pointer(args, 1) + (<usize>row << 2));
    let largest: f32 = -Infinity;
    for (let k = 0; k < classes; k++) largest = max(largest, load<f32>(logits + (<usize>k << 2)));
    let sum: f64 = 0;
    for (let k = 0; k < classes; k++) sum += exponential(<f64>load<f32>(logits + (<usize>k << 2)) - <f64>largest);
    const logarithm = f64x2.extract_lane(log(f64x2.splat(sum)), 0);
    // A label out of range has no one-hot entry: no loss, and the gradient is the softmax.
    let loss: f64 = 0;
    if (<u32>label < <u32>classes) loss = logarithm - (<f64>load<f32>(logits + (<usize>label << 2)) - <f64>largest);
    store<f32>(pointer(args, 2) + (<usize>row << 2), <f32>loss);
    for (let k = 0; k < classes; k++) {
      const share = exponential(<f64>load<f32>(logits + (<usize>k << 2)) - <f64>largest) / sum;
      store<f32>(gradient + (<usize>k << 2), <f32>(share - (k == label ? 1.0 : 0.0)));
    }
  }
}

function exponential(x: f64): f64 {
  return f64x2.extract_lane(exp(f64x2.splat(x)), 0);
}
