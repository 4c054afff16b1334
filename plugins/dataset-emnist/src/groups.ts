import type { Split } from "@disentangle/core";
import type { IdxLayout } from "@disentangle/images/idx-files";

/** A way in which EMNIST groups its images. */
export type EmnistGroup = "digits" | "letters" | "balanced" | "mnist";

/** What the official files of a group hold. */
export interface GroupFacts {
  readonly classes: readonly string[];
  /** Label of the first class in the files: letters count from 1. */
  readonly firstLabel: number;
  readonly counts: Readonly<Record<Split, number>>;
}

const digits = "0123456789".split("");
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

/** The groups, as Cohen et al. describe them (Table II); the paper uses `digits`. */
export const groups: Readonly<Record<EmnistGroup, GroupFacts>> = {
  digits: { classes: digits, firstLabel: 0, counts: { train: 240_000, test: 40_000 } },
  letters: { classes: letters, firstLabel: 1, counts: { train: 124_800, test: 20_800 } },
  // Small letters that look like their capitals are counted with these.
  balanced: { classes: [...digits, ...letters, ..."abdefghnqrt".split("")], firstLabel: 0, counts: { train: 112_800, test: 18_800 } },
  mnist: { classes: digits, firstLabel: 0, counts: { train: 60_000, test: 10_000 } },
};

/** Names and layout of a group's files. */
export function layoutOf(group: EmnistGroup): IdxLayout {
  const { classes, firstLabel } = groups[group];
  const names = (split: Split): { images: string; labels: string } => ({
    images: `emnist-${group}-${split}-images-idx3-ubyte`,
    labels: `emnist-${group}-${split}-labels-idx1-ubyte`,
  });
  return { names: { train: names("train"), test: names("test") }, shape: [28, 28, 1], classes, firstLabel };
}
