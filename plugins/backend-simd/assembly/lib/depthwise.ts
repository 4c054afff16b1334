import { activate, LINEAR } from "./epilogue";
import { storeLanes } from "./lanes";
import { multiplyAdd } from "./multiply-add";

/** a / b rounded up, for b > 0; 0 where a is not positive. */
@inline
export function over(a: i32, b: i32): i32 {
  return a <= 0 ? 0 : (a + b - 1) / b;
}

/** How a sum ends: bias and activation. */
@inline
function finish(sum: v128, bias: usize, activation: i32, alpha: f32): v128 {
  const value = bias ? f32x4.add(sum, v128.load(bias)) : sum;
  return activation == LINEAR ? value : activate(value, activation, alpha);
}

/**
 * Four points of all channels, of which every tap lies inside: `pointStep` bytes apart where they are read,
 * `outStep` where they are written. A tap row is `rowStep` bytes below the one before, a tap `columnStep`
 * further; `filterRow` and `filterColumn` say the same of the filter. All may be negative.
 */
export function correlateFour(
  from: usize, pointStep: usize, to: usize, outStep: usize,
  filter: usize, rows: i32, columns: i32, rowStep: usize, columnStep: usize, filterRow: usize, filterColumn: usize,
  channels: i32, bias: usize, activation: i32, alpha: f32,
): void {
  const second = pointStep << 1;
  const third = second + pointStep;
  for (let c = 0; c < channels; c += 4) {
    const lane = <usize>c << 2;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let line = from + lane;
    let weights = filter + lane;
    for (let row = rows; row > 0; row--) {
      let at = line;
      let tap = weights;
      for (let column = columns; column > 0; column--) {
        const weight = v128.load(tap);
        s0 = multiplyAdd(v128.load(at), weight, s0);
        s1 = multiplyAdd(v128.load(at + pointStep), weight, s1);
        s2 = multiplyAdd(v128.load(at + second), weight, s2);
        s3 = multiplyAdd(v128.load(at + third), weight, s3);
        at += columnStep;
        tap += filterColumn;
      }
      line += rowStep;
      weights += filterRow;
    }
    const biases = bias ? bias + lane : 0;
    const rest = channels - c;
    let target = to + lane;
    storeLanes(target, finish(s0, biases, activation, alpha), rest);
    target += outStep;
    storeLanes(target, finish(s1, biases, activation, alpha), rest);
    target += outStep;
    storeLanes(target, finish(s2, biases, activation, alpha), rest);
    target += outStep;
    storeLanes(target, finish(s3, biases, activation, alpha), rest);
  }
}

/** Four floats: the one at `at` and those so many bytes further. */
@inline
export function gather(at: usize, o1: usize, o2: usize, o3: usize): v128 {
  const low = v128.load_lane<f32>(at + o1, v128.load32_zero(at), 1);
  return v128.load_lane<f32>(at + o3, v128.load_lane<f32>(at + o2, low, 2), 3);
}

/**
 * One point of `channels` results. With a multiplier m, result q reads channel q / m where images are
 * convolved; where dy is (`back`), it reads the m channels from q · m on, and so it does of the filter.
 */
export function correlateOne(
  from: usize, to: usize, filter: usize,
  rows: i32, columns: i32, rowStep: usize, columnStep: usize, filterRow: usize, filterColumn: usize,
  channels: i32, multiplier: i32, back: bool, bias: usize, activation: i32, alpha: f32,
): void {
  const repeats = back ? multiplier : 1;
  for (let q = 0; q < channels; q += 4) {
    // Lanes beyond the last result repeat it, so that nothing far beyond the arrays is read.
    const q1 = min(q + 1, channels - 1);
    const q2 = min(q + 2, channels - 1);
    const q3 = min(q + 3, channels - 1);
    const first = back ? q * multiplier : q / multiplier;
    const a1 = <usize>((back ? q1 * multiplier : q1 / multiplier) - first) << 2;
    const a2 = <usize>((back ? q2 * multiplier : q2 / multiplier) - first) << 2;
    const a3 = <usize>((back ? q3 * multiplier : q3 / multiplier) - first) << 2;
    const firstWeight = back ? q * multiplier : q;
    let sum = f32x4.splat(0);
    let line = from + (<usize>first << 2);
    let weights = filter + (<usize>firstWeight << 2);
    for (let row = rows; row > 0; row--) {
      let at = line;
      let tap = weights;
      for (let column = columns; column > 0; column--) {
        if (multiplier == 1) {
          sum = multiplyAdd(v128.load(at), v128.load(tap), sum);
        } else {
          for (let m: usize = 0; m < <usize>repeats << 2; m += 4) {
            const weight = back ? gather(tap + m, a1, a2, a3) : v128.load(tap);
            sum = multiplyAdd(gather(at + m, a1, a2, a3), weight, sum);
          }
        }
        at += columnStep;
        tap += filterColumn;
      }
      line += rowStep;
      weights += filterRow;
    }
    const lane = <usize>q << 2;
    storeLanes(to + lane, finish(sum, bias ? bias + lane : 0, activation, alpha), channels - q);
  }
}
