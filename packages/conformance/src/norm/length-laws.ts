import { SPACE_KINDS } from "@disentangle/core";
import { demand, type Law } from "../law.ts";
import type { NormSubject } from "./norm-subject.ts";
import { drawRows, lengthOf, lengths, SIZE } from "./rows.ts";

/** Relative difference that counts as rounding. */
const ROUNDING = 1e-5;

/** What makes a length a norm. */
export const lengthLaws: readonly Law<NormSubject>[] = [
  law("has an id that options can write, a name, and positive default radii", ({ norm }) => {
    demand(/^[a-z][a-z0-9-]*$/u.test(norm.id) && norm.name.trim() !== "", `Its id is "${norm.id}" and its name "${norm.name}".`);
    for (const kind of SPACE_KINDS) {
      const radius = norm.radii?.[kind];
      demand(radius === undefined || (radius > 0 && Number.isFinite(radius)), `Its default radius in ${kind} space is ${radius}.`);
    }
  }),
  law("is zero where all is zero, else positive, and grows in proportion", ({ norm }) => {
    for (const row of drawRows(1)) {
      const length = lengthOf(norm, row);
      demand(row.every((value) => value === 0) ? length === 0 : length > 0, `The norm of [${row.join(", ")}] is ${length}.`);
      const scaled = lengthOf(
        norm,
        row.map((value) => -4 * value),
      );
      demand(Math.abs(scaled - 4 * length) <= ROUNDING * scaled, `Four times a row of norm ${length}, turned about, has norm ${scaled}.`);
    }
  }),
  law("takes no way round: the norm of a sum is at most the sum of the norms", ({ norm }) => {
    const [some, others] = [drawRows(2), drawRows(3).toReversed()];
    for (const [i, row] of some.entries()) {
      const other = others[i] as number[];
      const both = lengthOf(
        norm,
        row.map((value, k) => value + (other[k] as number)),
      );
      const apart = lengthOf(norm, row) + lengthOf(norm, other);
      demand(both <= apart * (1 + ROUNDING), `Rows of norms that sum to ${apart} have a sum of norm ${both}.`);
    }
  }),
  law("measures alike on the backend and on the host, there from one origin and between two bounds", ({ norm }) => {
    const rows = drawRows(4);
    for (const [i, found] of lengths(norm, rows).entries()) {
      const row = rows[i] as number[];
      const origin = Float32Array.from(row, (_, k) => k + 1);
      const moved = Float32Array.from(row, (value, k) => value + (origin[k] as number));
      const host = norm.distance(Float32Array.of(7, ...moved, 7), Float32Array.of(-7, ...origin, -7), 1, 1 + SIZE);
      const tolerance = ROUNDING * Math.max(host, 1) + 1e-5;
      demand(Math.abs(found - host) <= tolerance, `A row of norm ${found} on the backend has norm ${host} on the host.`);
    }
  }),
];

function law(promise: string, check: (subject: NormSubject) => void): Law<NormSubject> {
  return { promise, check: async (subject) => check(subject) };
}
