import type { Random } from "@disentangle/core";
import type { Findings } from "./findings.ts";
import type { Place } from "./place.ts";
import type { Resident } from "./resident.ts";

/** What every kind of mistreatment works with. */
export interface Arena {
  readonly place: Place;
  readonly findings: Findings;
  readonly random: Random;
  readonly resident: Resident;
  /** Folder with an undisturbed run, `run`, and its `artifacts`. */
  readonly pristine: string;
  /** Its result, as text. */
  readonly expected: string;
  /** Whether the time for it is over. */
  readonly isOver: () => boolean;
}

/** One of a list, by chance. */
export function oneOf<T>(random: Random, list: readonly T[]): T {
  return list[random.integer(list.length)] as T;
}

/** All of a list, in an order by chance: where time runs out, it is not always for the last. */
export function shuffled<T>(random: Random, list: readonly T[]): readonly T[] {
  return Array.from(random.permutation(list.length), (i) => list[i]).filter((item) => item !== undefined);
}
