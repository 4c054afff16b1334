import { expect, test } from "vitest";
import { signsOfCollapse, type TrainingOutcome } from "../src/collapse.ts";

/**
 * A training that went well: last values of its curves, errors with an image's own code and with another's.
 */
function outcome(last: Partial<Record<"divergence" | "real" | "fake", number>> = {}, own = 40, other = 90): TrainingOutcome {
  const curve = (value: number): number[] => [1, 0.9, value];
  const { divergence = 9, real = 0.8, fake = 0.1 } = last;
  return { curves: { divergence: curve(divergence), real: curve(real), fake: curve(fake) }, own, other };
}

test("a training that went well has no sign of a collapse", () => {
  expect(signsOfCollapse(outcome())).toEqual([]);
  expect(signsOfCollapse(outcome({ divergence: 0.51 }, 97, 100))).toEqual([]);
  expect(signsOfCollapse(outcome({ real: 0.998, fake: 0.002 }))).toEqual([]);
});

test.each([
  ["a KL divergence of nearly nothing", outcome({ divergence: 0.49 }), /^The KL divergence fell to 0\.490 nats/],
  ["a reconstruction that ignores the code", outcome({}, 99, 100), /^Reconstructions ignore the code: the error is 99\.0 .* 100\.0/],
  [
    "a discriminator that is always right",
    outcome({ real: 0.9996, fake: 0.0004 }),
    /^The discriminator has won: it says 1\.000 of .* and 0\.000 of/,
  ],
  ["a discriminator that takes all for real", outcome({ real: 0.9999, fake: 0.9998 }), /^The discriminator says 1\.000 whatever it sees/],
  ["a discriminator that takes all for made", outcome({ real: 0.0002, fake: 0.0001 }), /^The discriminator says 0\.000 whatever it sees/],
])("%s is a sign of one, and of no other", (_, seen, words) => {
  const signs = signsOfCollapse(seen);
  expect(signs).toHaveLength(1);
  expect(signs[0]).toMatch(words);
});

test("curves that are not there tell nothing", () => {
  expect(signsOfCollapse({ curves: {}, own: 1, other: 2 })).toEqual([]);
});
