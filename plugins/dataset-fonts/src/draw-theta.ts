import { Random } from "@disentangle/core";
import type { Ranges } from "./ranges.ts";

/**
 * Writes θ of one image to `target` from `offset` on: a pure function of the seed and the index of the image,
 * computed in float64. The same image has the same place within easier and harder ranges.
 */
export function drawTheta(seed: number, index: number, { lower, upper }: Ranges, target: Float32Array, offset: number): void {
  const random = Random.seeded(seed).fork("fonts", index);
  for (const [column, least] of lower.entries()) target[offset + column] = least + ((upper[column] as number) - least) * random.uniform();
}
