// Exponential and logarithm of two doubles. What they return rounds to a correct float32, but for rare ties.

/** 1.5 · 2^52: a small whole number added to it stands in its lowest bits. */
const MAGIC: f64 = 6755399441055744.0;

/** The whole number k (a double) as 2^k, for k in [-1022, 1023]. */
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.add(f64x2.add(k, f64x2.splat(MAGIC)), i64x2.splat(1023)), 52);
}

/**
 * eˣ - 1 = 2^k · (eʳ - 1) + (2^k - less); with x = k ln 2 + r. `less` is 1, or 0 for eˣ. Saturates at e^±700.
 */
@inline
function exponential(x: v128, less: f64): v128 {
  const bounded = f64x2.max(f64x2.min(x, f64x2.splat(700)), f64x2.splat(-700));
  const k = f64x2.nearest(f64x2.mul(bounded, f64x2.splat(1.4426950408889634)));
  let r = f64x2.sub(bounded, f64x2.mul(k, f64x2.splat(0.6931471803691238)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(1.9082149292705877e-10)));
  let p = f64x2.splat(1.0 / 3628800.0);
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 362880.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 40320.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 5040.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 720.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 120.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 24.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0 / 6.0));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.5));
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1));
  const power = powerOfTwo(k);
  return f64x2.add(f64x2.mul(power, f64x2.mul(p, r)), f64x2.sub(power, f64x2.splat(less)));
}

/** eˣ. */
@inline
export function exp(x: v128): v128 {
  return exponential(x, 0);
}

/** eˣ - 1, exact near zero, too. */
@inline
export function expm1(x: v128): v128 {
  return exponential(x, 1);
}

/** Natural logarithm; x = 2^k · m with m in [√½, √2], log m = 2 artanh((m - 1) / (m + 1)). */
@inline
export function log(x: v128): v128 {
  const halve = f64x2.gt(v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), f64x2.splat(1)), f64x2.splat(1.4142135623730951));
  const k = i64x2.sub(i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023)), halve);
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), f64x2.splat(1));
  m = v128.bitselect(f64x2.mul(m, f64x2.splat(0.5)), m, halve);
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const q = f64x2.mul(s, s);
  let p = f64x2.splat(2.0 / 17.0);
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 15.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 13.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 11.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 9.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 7.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 5.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2.0 / 3.0));
  p = f64x2.add(f64x2.mul(p, q), f64x2.splat(2));
  const exponent = f64x2.sub(i64x2.add(k, f64x2.splat(MAGIC)), f64x2.splat(MAGIC));
  const result = f64x2.add(f64x2.mul(exponent, f64x2.splat(0.6931471805599453)), f64x2.mul(p, s));
  // Zero gives -∞, infinity and NaN themselves, what is below zero NaN.
  const zero = v128.bitselect(f64x2.splat(-Infinity), f64x2.splat(NaN), f64x2.eq(x, f64x2.splat(0)));
  const ordinary = v128.bitselect(result, zero, f64x2.gt(x, f64x2.splat(0)));
  return v128.bitselect(ordinary, f64x2.add(x, x), v128.or(f64x2.lt(x, f64x2.splat(Infinity)), f64x2.eq(x, f64x2.splat(-Infinity))));
}

/** The two upper lanes of four floats as doubles. */
@inline
export function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 0));
}

/** Two pairs of doubles as four floats. */
@inline
export function demotePair(low: v128, high: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
