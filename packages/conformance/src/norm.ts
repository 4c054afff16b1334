import { describe, test } from "vitest";
import type { Law } from "./law.ts";
import { ballLaws } from "./norm/ball-laws.ts";
import { lengthLaws } from "./norm/length-laws.ts";
import type { NormSubject } from "./norm/norm-subject.ts";

/** What every norm promises, on the active TensorFlow.js backend: that it is one, and of its ball. */
export const normLaws: readonly Law<NormSubject>[] = [...lengthLaws, ...ballLaws];

/** Registers every law as a test of that norm. */
export function testNorm(name: string, subject: NormSubject): void {
  describe(`${name} keeps the contract of a norm`, () => {
    for (const law of normLaws) test(law.promise, () => law.check(subject));
  });
}
