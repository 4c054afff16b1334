import { int, pointer } from "./lib/arguments";
import { gather, over } from "./lib/depthwise";
import { storeLanes } from "./lib/lanes";
import { multiplyAdd } from "./lib/multiply-add";

/**
 * Partial sums of the gradient of a depthwise convolution in its filter, each over some output rows of the
 * batch, which the shapes alone fix.
 *
 * ints: 0 images, 1 dy, 2 partial sums [part][taps][channels · multiplier], 3 rows of the batch, 4 to 17 as
 * in assembly/depthwise.ts, 18 rows per part. Items: parts.
 */
export function depthwiseFilterGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const height = int(args, 4);
  const width = int(args, 5);
  const outHeight = int(args, 6);
  const outWidth = int(args, 7);
  const channels = int(args, 8);
  const multiplier = int(args, 9);
  const tapsY = int(args, 10);
  const tapsX = int(args, 11);
  const strideX = int(args, 13);
  const dilationX = int(args, 15);
  const results = channels * multiplier;
  const pixel = <usize>channels << 2;
  const outPixel = <usize>results << 2;
  const share = int(args, 18);
  for (let part = begin; part < end; part++) {
    const sums = pointer(args, 2) + <usize>(part * tapsY * tapsX) * outPixel;
    memory.fill(sums, 0, <usize>(tapsY * tapsX) * outPixel);
    for (let row = part * share, last = min(row + share, int(args, 3)); row < last; row++) {
      const top = (row % outHeight) * int(args, 12) - int(args, 16);
      const image = pointer(args, 0) + <usize>((row / outHeight) * height) * <usize>width * pixel;
      const dy = pointer(args, 1) + <usize>(row * outWidth) * outPixel;
      for (let tapY = 0; tapY < tapsY; tapY++) {
        const y = top + tapY * int(args, 14);
        if (<u32>y >= <u32>height) continue;
        for (let tapX = 0; tapX < tapsX; tapX++) {
          const left = tapX * dilationX - int(args, 17);
          const x0 = min(outWidth, over(-left, strideX));
          const x1 = min(outWidth, over(width - left, strideX));
          addProducts(
            image + <usize>(y * width + x0 * strideX + left) * pixel, <usize>strideX * pixel, dy + <usize>x0 * outPixel, outPixel,
            x1 - x0, sums + <usize>(tapY * tapsX + tapX) * outPixel, results, multiplier,
          );
        }
      }
    }
  }
}

/** Adds the products of two rows of points, even and odd ones apart, to one sum for each result. */
function addProducts(x: usize, step: usize, dy: usize, outStep: usize, points: i32, sums: usize, results: i32, multiplier: i32): void {
  for (let q = 0; q < results; q += 4) {
    const first = q / multiplier;
    const a1 = <usize>(min(q + 1, results - 1) / multiplier - first) << 2;
    const a2 = <usize>(min(q + 2, results - 1) / multiplier - first) << 2;
    const a3 = <usize>(min(q + 3, results - 1) / multiplier - first) << 2;
    let at = x + (<usize>first << 2);
    let above = dy + (<usize>q << 2);
    let even = f32x4.splat(0);
    let odd = f32x4.splat(0);
    let n = points;
    if (multiplier == 1) {
      for (; n > 1; n -= 2) {
        even = multiplyAdd(v128.load(at), v128.load(above), even);
        odd = multiplyAdd(v128.load(at + step), v128.load(above + outStep), odd);
        at += step << 1;
        above += outStep << 1;
      }
      if (n > 0) even = multiplyAdd(v128.load(at), v128.load(above), even);
    } else {
      for (; n > 0; n--) {
        even = multiplyAdd(gather(at, a1, a2, a3), v128.load(above), even);
        at += step;
        above += outStep;
      }
    }
    const to = sums + (<usize>q << 2);
    storeLanes(to, f32x4.add(v128.load(to), f32x4.add(even, odd)), results - q);
  }
}
