import { describe, test } from "vitest";
import type { Law } from "./law.ts";
import { projectionLaws } from "./manifold/projection-laws.ts";
import { spaceLaws } from "./manifold/space-laws.ts";
import type { ManifoldSubject } from "./manifold/subject.ts";

export type { ManifoldSubject } from "./manifold/subject.ts";

/** The contract of a manifold: its projection, and the search space of one with a decoder. The laws run on the active TensorFlow.js backend. */
export const manifoldLaws: readonly Law<ManifoldSubject>[] = [...projectionLaws, ...spaceLaws];

/** Registers every law as a test of that manifold. */
export function testManifold(name: string, subject: ManifoldSubject): void {
  describe(`${name} keeps the contract of a manifold`, () => {
    for (const law of manifoldLaws) test(law.promise, () => law.check(subject));
  });
}
