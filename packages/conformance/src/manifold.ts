import { describe, test } from "vitest";
import type { Law } from "./law.ts";
import { codeLaws } from "./manifold/code-laws.ts";
import { exactLaws } from "./manifold/exact-laws.ts";
import { learnedLaws } from "./manifold/learned-laws.ts";
import { projectionLaws } from "./manifold/projection-laws.ts";
import type { ManifoldSubject } from "./manifold/subject.ts";

export type { ManifoldSubject } from "./manifold/subject.ts";

/**
 * The contract of a manifold: its projection; the codes of one that has some; what holds of the true one
 * alone, and of learned ones alone. Laws that do not concern a manifold are kept by it. They run on the
 * active TensorFlow.js backend.
 */
export const manifoldLaws: readonly Law<ManifoldSubject>[] = [...projectionLaws, ...codeLaws, ...exactLaws, ...learnedLaws];

/** Registers every law as a test of that manifold. */
export function testManifold(name: string, subject: ManifoldSubject): void {
  describe(`${name} keeps the contract of a manifold`, () => {
    for (const law of manifoldLaws) test(law.promise, () => law.check(subject));
  });
}
