import { int, pointer } from "./lib/arguments";
import { storeLanes } from "./lib/lanes";

// Pooling of images [batch, height, width, channels]. A window reaches the input rows [oy · stride - pad, +
// filter · dilation), of which those outside the image are left out.
//
// ints: 0 input, 1 output, 2 input height, 3 input width, 4 channels, 5 output height, 6 output width,
//       7 filter height, 8 filter width, 9 stride y, 10 stride x, 11 pad top, 12 pad left,
//       13 whether mean, 14 dy, 15 dx, 16 divisor of a mean's gradient.

/** First tap of a window at `origin` that meets the image. */
@inline
function firstTap(origin: i32): i32 {
  return max(0, -origin);
}

/** The tap after the last that meets the image. */
@inline
function lastTap(origin: i32, taps: i32, size: i32): i32 {
  return min(taps, size - origin);
}

/** The largest value, or the mean, of every window. Items: output rows. */
export function poolRows(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 4);
  const pixel = <usize>channels << 2;
  const line = <usize>int(args, 3) * pixel;
  const outHeight = int(args, 5);
  const outWidth = int(args, 6);
  const mean = int(args, 13) != 0;
  for (let item = begin; item < end; item++) {
    const top = item % outHeight * int(args, 9) - int(args, 11);
    const y0 = firstTap(top);
    const y1 = lastTap(top, int(args, 7), int(args, 2));
    const image = pointer(args, 0) + <usize>(item / outHeight) * <usize>int(args, 2) * line;
    let to = pointer(args, 1) + <usize>(item * outWidth) * pixel;
    for (let x = 0; x < outWidth; x++) {
      const left = x * int(args, 10) - int(args, 12);
      const x0 = firstTap(left);
      const x1 = lastTap(left, int(args, 8), int(args, 3));
      const count = f32x4.splat(<f32>(max(0, y1 - y0) * max(0, x1 - x0)));
      for (let c = 0; c < channels; c += 4) {
        const corner = image + (<usize>c << 2);
        let value = f32x4.splat(mean ? 0 : -Infinity);
        for (let y = y0; y < y1; y++) {
          let from = corner + <usize>(top + y) * line + <usize>(left + x0) * pixel;
          for (let tap = x0; tap < x1; tap++) {
            const next = v128.load(from);
            // pmax leaves a NaN out, as the CPU kernel does.
            value = mean ? f32x4.add(value, next) : f32x4.pmax(value, next);
            from += pixel;
          }
        }
        storeLanes(to + (<usize>c << 2), mean ? f32x4.div(value, count) : value, channels - c);
      }
      to += pixel;
    }
  }
}

/** Adds the first `count` lanes to what is in memory. */
@inline
function addLanes(address: usize, value: v128, count: i32): void {
  storeLanes(address, f32x4.add(v128.load(address), value), count);
}

/**
 * The gradient: what comes back goes to the first largest value of every window, or to all of it evenly.
 * Items: images.
 */
export function poolGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const channels = int(args, 4);
  const pixel = <usize>channels << 2;
  const line = <usize>int(args, 3) * pixel;
  const imageBytes = <usize>int(args, 2) * line;
  const outHeight = int(args, 5);
  const outWidth = int(args, 6);
  const mean = int(args, 13) != 0;
  const share = f32x4.splat(<f32>(1.0 / <f64>int(args, 16)));
  for (let image = begin; image < end; image++) {
    const input = pointer(args, 0) + <usize>image * imageBytes;
    const dx = pointer(args, 15) + <usize>image * imageBytes;
    let dy = pointer(args, 14) + <usize>(image * outHeight * outWidth) * pixel;
    for (let at: usize = 0; at < imageBytes; at += 4) store<f32>(dx + at, 0);
    for (let oy = 0; oy < outHeight; oy++) {
      const top = oy * int(args, 9) - int(args, 11);
      const y0 = firstTap(top);
      const y1 = lastTap(top, int(args, 7), int(args, 2));
      for (let ox = 0; ox < outWidth; ox++) {
        const left = ox * int(args, 10) - int(args, 12);
        const x0 = firstTap(left);
        const x1 = lastTap(left, int(args, 8), int(args, 3));
        for (let c = 0; c < channels; c += 4) {
          const lane = <usize>c << 2;
          const above = v128.load(dy + lane);
          let chosen = i32x4.splat(-1);
          let largest = f32x4.splat(-Infinity);
          for (let y = y0; y < y1; y++) {
            for (let x = x0; x < x1; x++) {
              const at = <usize>(top + y) * line + <usize>(left + x) * pixel + lane;
              if (mean) {
                addLanes(dx + at, f32x4.mul(above, share), channels - c);
              } else {
                const value = v128.load(input + at);
                const larger = f32x4.gt(value, largest);
                largest = v128.bitselect(value, largest, larger);
                chosen = v128.bitselect(i32x4.splat(y * int(args, 8) + x), chosen, larger);
              }
            }
          }
          if (mean) continue;
          for (let y = y0; y < y1; y++) {
            for (let x = x0; x < x1; x++) {
              const at = <usize>(top + y) * line + <usize>(left + x) * pixel + lane;
              const here = i32x4.eq(chosen, i32x4.splat(y * int(args, 8) + x));
              addLanes(dx + at, v128.and(above, here), channels - c);
            }
          }
        }
        dy += pixel;
      }
    }
  }
}
