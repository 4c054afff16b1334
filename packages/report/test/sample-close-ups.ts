import { encodeBytes, type LadderRow, type PathRow, type RunResult } from "@disentangle/artifacts";
import type { Random, SpaceName } from "@disentangle/core";
import { drawLetter } from "./draw-letter.ts";

/** Letters that dissolve as the radius grows, and as the attack goes on. */
export function sampleCloseUps(
  architecture: string,
  spaces: readonly SpaceName[],
  channels: number,
  random: Random,
): Pick<RunResult, "ladders" | "paths"> {
  const key = { architecture, strategy: "normal", size: 4000, model: 0, attack: "pgd-linf" };
  const letter = (label: number, strength: number): string => {
    const noisy = drawLetter(label, [0, 0, 0, 0]).map((value) => value + strength * Math.tanh(random.normal()));
    return encodeBytes(
      Float32Array.from({ length: channels * noisy.length }, (_, k) => (noisy[Math.floor(k / channels)] as number) / (1 + (k % channels))),
    );
  };
  const ladders = spaces.flatMap((space) =>
    [0, 1].map((label): LadderRow => ({
      ...key,
      space,
      sample: 10 * label,
      label,
      rungs: [0, 0.02, 0.05, 0.1, 0.2, 0.3].map((radius) => ({
        radius,
        predicted: radius < 0.05 ? label : 3,
        pixels: letter(label, radius),
      })),
    })),
  );
  const paths = spaces.map((space): PathRow => ({
    ...key,
    space,
    radius: 0.3,
    sample: 0,
    label: 0,
    steps: Array.from({ length: 9 }, (_, i) => ({
      evaluation: i,
      loss: -0.05 * i * i,
      predicted: i < 6 ? 0 : 4,
      pixels: letter(0, 0.03 * i),
    })),
  }));
  return { ladders, paths };
}
