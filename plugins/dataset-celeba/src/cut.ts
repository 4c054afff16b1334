import { Fault, type ImageShape } from "@disentangle/core";
import { resizeBilinear } from "@disentangle/images";
import { decodePicture } from "@disentangle/images/pictures";

/** Shape of the images of the dataset. */
export const SHAPE: ImageShape = [56, 48, 3];

/** Photographs are made so wide; their height follows. */
const WIDTH = 54;

/** First row and column of the crop. */
const TOP = 5;
const LEFT = 3;

/**
 * A photograph as the original experiments cut it: resized to width 54 (66 high for the 178 × 218 of the
 * aligned ones), bilinear without anti-aliasing, then rows 5 to 60 and columns 3 to 50. In [0, 1]. [56 · 48 ·
 * 3]
 *
 * @throws Fault `bad-data` naming a photograph that is damaged, or of a shape that leaves less than the crop
 */
export async function cutPhotograph(name: string, bytes: Uint8Array): Promise<Float32Array> {
  const { shape, pixels } = await decodePicture(name, bytes, 3);
  const [height, width] = shape;
  const resizedHeight = Math.floor((WIDTH * height) / width);
  if (resizedHeight < TOP + SHAPE[0]) {
    throw new Fault("bad-data", `The photograph ${name} is ${width} × ${height}, too broad to be cut to 48 × 56.`, {
      value: [width, height],
      mend: "Use the aligned images of 178 × 218.",
    });
  }
  const resized = resizeBilinear(pixels, shape, resizedHeight, WIDTH);
  const cut = new Float32Array(SHAPE[0] * SHAPE[1] * 3);
  const row = SHAPE[1] * 3;
  for (let i = 0; i < SHAPE[0]; i++) {
    const start = ((TOP + i) * WIDTH + LEFT) * 3;
    for (let offset = 0; offset < row; offset++) cut[i * row + offset] = (resized[start + offset] as number) / 255;
  }
  return cut;
}
