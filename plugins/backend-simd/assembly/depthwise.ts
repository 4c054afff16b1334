import { float, int, pointer } from "./lib/arguments";
import { correlateFour, correlateOne, over } from "./lib/depthwise";

// Depthwise convolution of images [batch, height, width, channels] with a filter [taps y, taps x, channels,
// multiplier], and its gradient in the images. Every value is one chain of multiply-adds in the order of the
// taps, so it depends neither on its place nor on who computes it; taps outside the image are left out.
//
// ints: 0 read, 1 written, 2 filter, 3 bias or 0, 4 image height, 5 image width, 6 output height, 7 output
//       width, 8 channels, 9 multiplier, 10 taps y, 11 taps x, 12 stride y, 13 stride x, 14 dilation y,
//       15 dilation x, 16 pad top, 17 pad left, 18 activation. floats: 0 alpha.

/** The convolution. Items: output rows. */
export function depthwiseRows(args: usize, begin: i32, end: i32, _thread: i32): void {
  const height = int(args, 4);
  const width = int(args, 5);
  const outHeight = int(args, 6);
  const outWidth = int(args, 7);
  const channels = int(args, 8);
  const multiplier = int(args, 9);
  const tapsY = int(args, 10);
  const tapsX = int(args, 11);
  const strideX = int(args, 13);
  const dilationY = int(args, 14);
  const dilationX = int(args, 15);
  const left = int(args, 17);
  const results = channels * multiplier;
  const pixel = <usize>channels << 2;
  const outPixel = <usize>results << 2;
  const rowStep = <usize>(dilationY * width) * pixel;
  const columnStep = <usize>dilationX * pixel;
  const filterRow = <usize>tapsX * outPixel;
  // Columns whose taps all lie inside.
  const first = min(outWidth, over(left, strideX));
  const last = max(first, min(outWidth, over(width - (tapsX - 1) * dilationX + left, strideX)));
  for (let item = begin; item < end; item++) {
    const top = (item % outHeight) * int(args, 12) - int(args, 16);
    const t0 = min(tapsY, over(-top, dilationY));
    const t1 = max(t0, min(tapsY, over(height - top, dilationY)));
    const line = pointer(args, 0) + <usize>((item / outHeight) * height + top + t0 * dilationY) * <usize>width * pixel;
    const filter = pointer(args, 2) + <usize>t0 * filterRow;
    let to = pointer(args, 1) + <usize>(item * outWidth) * outPixel;
    for (let x = 0; x < outWidth; ) {
      const origin = x * strideX - left;
      const from = line + <usize>origin * pixel;
      if (multiplier == 1 && x >= first && x + 4 <= last) {
        correlateFour(
          from, <usize>strideX * pixel, to, outPixel, filter, t1 - t0, tapsX, rowStep, columnStep, filterRow, outPixel,
          channels, pointer(args, 3), int(args, 18), float(args, 0),
        );
        x += 4;
        to += outPixel << 2;
        continue;
      }
      const x0 = min(tapsX, over(-origin, dilationX));
      const x1 = max(x0, min(tapsX, over(width - origin, dilationX)));
      correlateOne(
        from + <usize>x0 * columnStep, to, filter + <usize>x0 * outPixel, t1 - t0, x1 - x0, rowStep, columnStep, filterRow, outPixel,
        results, multiplier, false, pointer(args, 3), int(args, 18), float(args, 0),
      );
      x++;
      to += outPixel;
    }
  }
}

/**
 * The gradient in the images, where stride or dilation is 1 along each axis: `read` is dy. Every s-th pixel
 * of a row sees the same taps, every s-th one of the filter. Items: image rows.
 */
export function depthwiseGradient(args: usize, begin: i32, end: i32, _thread: i32): void {
  const height = int(args, 4);
  const width = int(args, 5);
  const outHeight = int(args, 6);
  const outWidth = int(args, 7);
  const channels = int(args, 8);
  const multiplier = int(args, 9);
  const tapsX = int(args, 11);
  const strideY = int(args, 12);
  const strideX = int(args, 13);
  const dilationY = int(args, 14);
  const dilationX = int(args, 15);
  const pixel = <usize>channels << 2;
  const outPixel = <usize>(channels * multiplier) << 2;
  const rowStep = <usize>(-dilationY * outWidth) * outPixel;
  const columnStep = <usize>-dilationX * outPixel;
  const filterRow = <usize>(strideY * tapsX) * outPixel;
  const filterColumn = <usize>strideX * outPixel;
  for (let item = begin; item < end; item++) {
    const y = (item % height) + int(args, 16);
    const restY = y % strideY;
    const baseY = y / strideY;
    const k0 = over(baseY - outHeight + 1, dilationY);
    const rows = max(0, min(over(int(args, 10) - restY, strideY), baseY / dilationY + 1) - k0);
    const line = pointer(args, 0) + <usize>((item / height) * outHeight + baseY - k0 * dilationY) * <usize>outWidth * outPixel;
    const filterLine = pointer(args, 2) + <usize>(restY + strideY * k0) * <usize>tapsX * outPixel;
    const target = pointer(args, 1) + <usize>(item * width) * pixel;
    for (let offset = 0; offset < min(strideX, width); offset++) {
      const restX = (offset + int(args, 17)) % strideX;
      const base = (offset + int(args, 17)) / strideX;
      const taps = over(tapsX - restX, strideX);
      const points = over(width - offset, strideX);
      const filter = filterLine + <usize>restX * outPixel;
      const first = taps == 0 ? 0 : max(0, (taps - 1) * dilationX - base);
      const last = taps == 0 ? points : min(points, outWidth - base);
      for (let g = 0; g < points; ) {
        const to = target + <usize>(offset + g * strideX) * pixel;
        const from = line + <usize>(base + g) * outPixel;
        if (multiplier == 1 && g >= first && g + 4 <= last) {
          correlateFour(
            from, outPixel, to, <usize>strideX * pixel, filter, rows, taps, rowStep, columnStep, filterRow, filterColumn,
            channels, 0, 0, 0,
          );
          g += 4;
          continue;
        }
        const x0 = min(taps, over(base + g - outWidth + 1, dilationX));
        const columns = max(0, min(taps, (base + g) / dilationX + 1) - x0);
        correlateOne(
          from + <usize>x0 * columnStep, to, filter + <usize>x0 * filterColumn, rows, columns, rowStep, columnStep, filterRow, filterColumn,
          channels, multiplier, true, 0, 0, 0,
        );
        g++;
      }
    }
  }
}
