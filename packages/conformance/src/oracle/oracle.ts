import type { Backend } from "@disentangle/core";
import fc from "fast-check";
import { describe, test } from "vitest";
import { onBackend } from "../agreement/on-backend.ts";
import { demand, type Law } from "../law.ts";
import { wrongGradient, wrongValues } from "./check.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";

/** A backend to be held against plain loops. */
export interface OracleSubject {
  readonly backend: Backend;
  /** Random cases an operation, default 25. */
  readonly runs?: number;
  /** Decides the cases, default 2019: the same on every run. */
  readonly seed?: number;
}

/** Whether a law is about values or gradients. */
export type Aspect = "values" | "gradient";

/** A law of the oracle and what it is about. */
export interface OracleLaw extends Law<OracleSubject> {
  readonly operation: Operation;
  readonly aspect: Aspect;
}

/**
 * What every backend promises of every operation of TensorFlow.js that a classifier, a decoder or a
 * preprocessing step may use: the values that plain loops in double precision give, and the gradients that
 * central differences of these loops give, for shapes and parameters drawn at random. Independent of
 * TensorFlow.js's own backends, which err together.
 */
export const oracleLaws: readonly OracleLaw[] = operations.flatMap((operation) =>
  (operation.differentiable === false ? (["values"] as const) : (["values", "gradient"] as const)).map((aspect) => law(operation, aspect)),
);

/** Laws a backend is known not to keep. */
export interface KnownFaults {
  /** Laws by their promise that it breaks, on every run: they must break, so that the list stays true. */
  readonly broken?: readonly string[];
  /** Laws not tried, as they would end the device for all that follow. */
  readonly untried?: RegExp;
}

/** Registers every law as a test of that backend. */
export function testOracle(name: string, subject: OracleSubject, { broken = [], untried }: KnownFaults = {}): void {
  describe(`${name} computes what plain loops compute`, () => {
    for (const law of oracleLaws) {
      const { promise } = law;
      if (untried?.test(promise) === true) test.skip(`${promise} (ends the device)`);
      else if (broken.includes(promise)) test.fails(`${promise} (known to be wrong)`, () => law.check(subject));
      else test(promise, () => law.check(subject));
    }
    test("what is known to be wrong is a law", ({ expect }) => {
      expect(broken.filter((promise) => !oracleLaws.some((law) => law.promise === promise))).toEqual([]);
    });
  });
}

function law(operation: Operation, aspect: Aspect): OracleLaw {
  return {
    operation,
    aspect,
    promise: `${operation.name}: ${aspect}`,
    async check({ backend, runs = 25, seed = 2019 }) {
      const wrong = aspect === "values" ? wrongValues : wrongGradient;
      await onBackend(backend, () =>
        fc.assert(
          fc.asyncProperty(operation.parameters, fc.integer({ min: 0, max: 2 ** 30 }), async (parameters, numbers) => {
            const seen = await wrong(operation, parameters, numbers);
            demand(seen === undefined, `The ${aspect} of ${operation.name} for ${JSON.stringify(parameters)} ${seen}.`);
          }),
          { numRuns: Math.min(runs, operation.most ?? runs), seed, endOnFailure: false, interruptAfterTimeLimit: 20_000 },
        ),
      );
    },
  };
}
