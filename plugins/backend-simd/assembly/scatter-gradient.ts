import { int, pointer } from "./lib/arguments";
import { rowTile, TILE_COLUMNS, TILE_ROWS } from "./lib/tiles";

/**
 * Input gradient for images of few channels: multiplies each dy pixel with the filter's (taps × channels)
 * columns, then adds those columns to the window they came from. One image is one item, so no two threads add
 * to the same place.
 *
 * ints: dy, filter panels [out channels][taps × channels], dx, channels of dx, dx height, dx width, dy
 * height, dy width, dy channels, tap rows, tap columns, stride y, stride x, pad top, pad left, scratch,
 * scratch bytes per thread, pixels at once. Items: images.
 */
export function scatterGradient(args: usize, begin: i32, end: i32, thread: i32): void {
  const channels = int(args, 3);
  const height = int(args, 4);
  const width = int(args, 5);
  const pixels = int(args, 6) * int(args, 7);
  const k = int(args, 8);
  const n = int(args, 9) * int(args, 10) * channels;
  const block = int(args, 17);
  const panels = (n + 7) >> 3;
  const inputs = pointer(args, 15) + (<usize>thread) * (<usize>int(args, 16));
  const outputs = inputs + 32;
  const products = inputs + 64;
  const size = <usize>(height * width * channels) << 2;
  for (let image = begin; image < end; image++) {
    const dx = pointer(args, 2) + (<usize>image) * size;
    memory.fill(dx, 0, size);
    const dy = pointer(args, 0) + ((<usize>image * <usize>(pixels * k)) << 2);
    for (let first = 0; first < pixels; first += block) {
      const count = min(block, pixels - first);
      for (let panel = 0; panel < panels; panel++) {
        const columns = min(TILE_COLUMNS, n - panel * 8);
        for (let i = 0; i < count; i += TILE_ROWS) {
          const rows = min(TILE_ROWS, count - i);
          for (let r = 0; r < TILE_ROWS; r++) {
            const row = i + min(r, rows - 1);
            store<usize>(inputs + (r << 2), dy + (((first + row) * k) << 2));
            store<usize>(outputs + (r << 2), products + ((row * n) << 2));
          }
          rowTile(inputs, outputs, rows, 1, 1, k, 0, 0, pointer(args, 1) + (<usize>(panel * k) << 5), panel * 32, columns, 0, 0, 0);
        }
      }
      scatter(args, dx, products, first, count);
    }
  }
}

/** Adds the products of `count` dy pixels, from pixel `first` on, to their windows. */
function scatter(args: usize, dx: usize, products: usize, first: i32, count: i32): void {
  const channels = int(args, 3);
  const height = int(args, 4);
  const width = int(args, 5);
  const columns = int(args, 7);
  const tapRows = int(args, 9);
  const tapFloats = int(args, 10) * channels;
  const rowBytes = (width * channels) << 2;
  let y = (first / columns) * int(args, 11) - int(args, 13);
  let column = first % columns;
  for (let i = 0; i < count; i++) {
    const left = column * int(args, 12) - int(args, 14);
    const before = max(-left, 0) * channels;
    const floats = min(tapFloats, (width - left) * channels) - before;
    const firstTap = max(0, -y);
    const lastTap = min(tapRows, height - y);
    let from = products + ((firstTap * tapFloats + before) << 2);
    let to = dx + (((y + firstTap) * width + left) * channels + before << 2);
    for (let r = firstTap; r < lastTap; r++) {
      if (floats == 4) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
      else addFloats(to, from, floats);
      from += tapFloats << 2;
      to += rowBytes;
    }
    products += (tapRows * tapFloats) << 2;
    if (++column == columns) {
      column = 0;
      y += int(args, 11);
    }
  }
}

/** Adds `floats` values to those at `to`. */
function addFloats(to: usize, from: usize, floats: i32): void {
  for (; floats >= 4; floats -= 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
    from += 16;
  }
  for (; floats > 0; floats--) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
    from += 4;
  }
}
