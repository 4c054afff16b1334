import type { LabelledBytes } from "./labelled-bytes.ts";

/** The images with rows and columns exchanged. */
export function transposeImages({ shape, pixels, labels }: LabelledBytes): LabelledBytes {
  const [height, width, channels] = shape;
  const transposed = new Uint8Array(pixels.length);
  const size = height * width * channels;
  for (let start = 0; start < pixels.length; start += size) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const [from, to] = [start + (row * width + column) * channels, start + (column * height + row) * channels];
        for (let channel = 0; channel < channels; channel++) transposed[to + channel] = pixels[from + channel] as number;
      }
    }
  }
  return { shape: [width, height, channels], pixels: transposed, labels };
}
