import { describe, test } from "vitest";
import { attackAgreementLaws } from "./agreement/attack-agreement.ts";
import { compute, difference, type Computation } from "./agreement/computation.ts";
import { onBackend, onReference } from "./agreement/on-backend.ts";
import { opsComputations } from "./agreement/ops-computations.ts";
import type { AgreementSubject } from "./agreement/subject.ts";
import { tensorflowComputations } from "./agreement/tensorflow-computations.ts";
import { demand, type Law } from "./law.ts";

export type { AgreementSubject } from "./agreement/subject.ts";

/** Largest relative difference that counts as rounding where a computation states none. */
const TOLERANCE = 1e-5;

/**
 * What every backend promises: it computes what TensorFlow.js's own `cpu` computes, up to rounding. Each
 * operation this project uses, forward and gradient, each building block of `@disentangle/ops`, small
 * networks in training and frozen, and whole attacks.
 */
export const backendAgreementLaws: readonly Law<AgreementSubject>[] = [
  ...[...tensorflowComputations, ...opsComputations].map(agreement),
  ...attackAgreementLaws,
];

/** Registers every law as a test of that backend. */
export function testBackendAgreement(name: string, subject: AgreementSubject): void {
  describe(`${name} agrees with cpu`, () => {
    for (const law of backendAgreementLaws) test(law.promise, () => law.check(subject));
  });
}

function agreement(computation: Computation): Law<AgreementSubject> {
  const { name } = computation;
  return {
    promise: `agrees on ${name}`,
    async check({ backend, tolerances = {} }) {
      const tolerance = tolerances[name] ?? computation.tolerance ?? TOLERANCE;
      const expected = await onReference(() => compute(computation));
      const actual = await onBackend(backend, () => compute(computation));
      for (const [i, reference] of expected.entries()) {
        const other = actual[i];
        demand(other !== undefined && other.shape.join() === reference.shape.join(), `The ${reference.name} of ${name} has another shape.`);
        const found = difference(reference.values, other.values);
        demand(
          found <= tolerance,
          `The ${reference.name} of ${name} differs by ${found} (relative to its largest number), more than ${tolerance}.`,
        );
      }
    },
  };
}
