import { int, pointer } from "./arguments";

// The geometry of a convolution, shared by its three kernels, as whole numbers in a kernel's arguments from index 8 on. Grid
// point (gy, gx) of image b reads taps (ty, tx) of the input at (gy·stride + origin + ty·dilation, the same for x); what lies outside
// is zero. Forward, the grid is the output; for one phase of an input gradient it is the points of that phase.

/** Channels of the input. */
@inline
export function channels(args: usize): i32 {
  return int(args, 8);
}
/** Points of the grid in one image. */
@inline
export function gridHeight(args: usize): i32 {
  return int(args, 11);
}
@inline
export function gridWidth(args: usize): i32 {
  return int(args, 12);
}
/** Taps in a row of the window. */
@inline
export function tapColumns(args: usize): i32 {
  return int(args, 18);
}

/** Copies `floats` values, four at a time: up to three beyond the end are read and written. */
@inline
function copy(to: usize, from: usize, floats: i32): void {
  const end = to + (<usize>floats << 2);
  while (to < end) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
}

/** Zeroes `floats` values, and up to three beyond the end. */
@inline
function clear(to: usize, floats: i32): void {
  const end = to + (<usize>floats << 2);
  while (to < end) {
    v128.store(to, i32x4.splat(0));
    to += 16;
  }
}

/**
 * Copies the window of grid point `point` (counted through the batch), tap rows [firstTap, lastTap), to `to`, as one row of
 * (taps × channels) floats, and up to three floats beyond.
 *
 * ints from 8: channels, input height, input width, grid height, grid width, origin y, origin x, stride y, stride x, tap rows,
 * tap columns, dilation y, dilation x. int 0: the input.
 */
export function copyWindow(args: usize, point: i32, firstTap: i32, lastTap: i32, to: usize): void {
  const c = channels(args);
  const height = int(args, 9);
  const width = int(args, 10);
  const gx = point % gridWidth(args);
  const line = point / gridWidth(args);
  const gy = line % gridHeight(args);
  const image = line / gridHeight(args);
  const originY = gy * int(args, 15) + int(args, 13);
  const originX = gx * int(args, 16) + int(args, 14);
  const taps = tapColumns(args);
  const dilationY = int(args, 19);
  const dilationX = int(args, 20);
  const base = pointer(args, 0) + ((<usize>image * <usize>(height * width * c)) << 2);
  const rowBytes = <usize>(taps * c) << 2;
  for (let ty = firstTap; ty < lastTap; ty++) {
    const y = originY + ty * dilationY;
    if (<u32>y >= <u32>height) {
      clear(to, taps * c);
    } else if (dilationX == 1) {
      const before = min(max(-originX, 0), taps);
      const after = max(min(taps, width - originX), before);
      if (before > 0) clear(to, before * c);
      if (after > before) copy(to + ((before * c) << 2), base + (((y * width + originX + before) * c) << 2), (after - before) * c);
      if (after < taps) clear(to + ((after * c) << 2), (taps - after) * c);
    } else {
      for (let tx = 0; tx < taps; tx++) {
        const x = originX + tx * dilationX;
        const at = to + ((tx * c) << 2);
        if (<u32>x >= <u32>width) clear(at, c);
        else copy(at, base + (((y * width + x) * c) << 2), c);
      }
    }
    to += rowBytes;
  }
}
