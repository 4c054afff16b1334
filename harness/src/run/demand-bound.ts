import { Fault, type ImageShape, type Norm } from "@disentangle/core";

/**
 * Refuses a ball that holds every image, as it bounds nothing: most likely, pixels were thought to be 0 to
 * 255.
 *
 * @param epsilon radius of attacks on images, in pixel values
 * @throws Fault `bad-option`
 */
export function demandBound(norm: Norm, epsilon: number, image: ImageShape): void {
  const values = image.reduce((product, side) => product * side, 1);
  const farthest = norm.distance(new Float32Array(values).fill(1), new Float32Array(values), 0, values);
  if (epsilon <= farthest) return;
  throw new Fault(
    "bad-option",
    `--epsilon ${epsilon} bounds nothing: pixels are in [0, 1], so no two images are more than ${Number(farthest.toPrecision(4))} apart in ${norm.name}.`,
    { value: epsilon, mend: "Give a smaller one; of pixels from 0 to 255 divide by 255, such as 8/255 = 0.0314." },
  );
}
