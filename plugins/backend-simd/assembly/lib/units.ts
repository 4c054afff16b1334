import { int, pointer } from "./arguments";
import { clearFloats, copyFloats } from "./memory";

// The convolution kernels go through the batch in units: some whole images, or a band of rows of one image.
// The part of the input that a unit's windows reach is copied, with its zero padding, into the thread's
// scratch ("the frame"), so that no later step meets an edge. Where nothing is padded, the frame is the input
// itself.
//
// The geometry comes in a kernel's whole arguments from index 8 on:
//  8 batch              12 images per unit     16 origin y     20 frame height (rows of one image)
//  9 channels           13 bands per image     17 origin x     21 frame width
// 10 input height       14 grid rows per band  18 stride y     22 bytes of a frame row
// 11 input width        15 frame is the input  19 stride x     23 bytes of a frame image
// Point (0, 0) of the grid looks at frame pixel (0, 0) of its band, which is input pixel (origin y + band ·
// rows · stride y, origin x).

/** First image of a unit. */
@inline
export function firstImage(args: usize, unit: i32): i32 {
  return unit / int(args, 13) * int(args, 12);
}

/** Images of a unit. */
@inline
export function imageCount(args: usize, unit: i32): i32 {
  return min(int(args, 12), int(args, 8) - firstImage(args, unit));
}

/** First grid row of a unit. */
@inline
export function firstRow(args: usize, unit: i32): i32 {
  return unit % int(args, 13) * int(args, 14);
}

/** Makes the frame of a unit at `scratch`, if one is needed; returns its address. */
export function makeFrame(args: usize, unit: i32, scratch: usize): usize {
  const channels = int(args, 9);
  const inputHeight = int(args, 10);
  const inputWidth = int(args, 11);
  const top = int(args, 16) + firstRow(args, unit) * int(args, 18);
  const left = int(args, 17);
  const imageBytes = <usize>(inputHeight * inputWidth * channels) << 2;
  const input = pointer(args, 0) + <usize>firstImage(args, unit) * imageBytes;
  if (int(args, 15)) return input + (((top * inputWidth + left) * channels) << 2);
  const width = int(args, 21);
  const before = min(max(-left, 0), width);
  const after = max(min(width, inputWidth - left), before);
  for (let image = 0, images = imageCount(args, unit); image < images; image++) {
    const from = input + <usize>image * imageBytes;
    let to = scratch + <usize>image * pointer(args, 23);
    for (let row = 0; row < int(args, 20); row++) {
      const y = top + row;
      if (<u32>y >= <u32>inputHeight) {
        clearFloats(to, width * channels);
      } else {
        clearFloats(to, before * channels);
        copyFloats(to + ((before * channels) << 2), from + (((y * inputWidth + left + before) * channels) << 2), (after - before) * channels);
        clearFloats(to + ((after * channels) << 2), (width - after) * channels);
      }
      to += pointer(args, 22);
    }
  }
  return scratch;
}

/**
 * Writes the frame addresses of a unit's points in grid rows [row, end) to `table`, images first, and returns
 * how many. `frame` is where the unit's first grid row starts.
 */
export function writeInputs(args: usize, unit: i32, frame: usize, row: i32, end: i32, gridWidth: i32, table: usize): i32 {
  const step = <usize>(int(args, 19) * int(args, 9)) << 2;
  const line = pointer(args, 22) * <usize>int(args, 18);
  const first = frame + <usize>(row - firstRow(args, unit)) * line;
  let to = table;
  for (let image = 0, images = imageCount(args, unit); image < images; image++) {
    let at = first + <usize>image * pointer(args, 23);
    for (let y = row; y < end; y++) {
      let point = at;
      for (let x = 0; x < gridWidth; x++) {
        store<usize>(to, point);
        point += step;
        to += 4;
      }
      at += line;
    }
  }
  return <i32>((to - table) >> 2);
}
