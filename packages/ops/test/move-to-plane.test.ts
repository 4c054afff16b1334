import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moveToPlane, type PlaneNorm } from "../src/attacks/move-to-plane.ts";

const length: Readonly<Record<PlaneNorm, (delta: readonly number[]) => number>> = {
  l1: (delta) => delta.reduce((sum, value) => sum + Math.abs(value), 0),
  l2: (delta) => Math.hypot(...delta),
  linf: (delta) => Math.max(...delta.map(Math.abs)),
};

/**
 * A problem in four dimensions: where to move from in the box [0, 1], the normal, and how far the plane is.
 */
const problems = fc.record({
  from: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
  normal: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }),
  rise: fc.double({ min: -3, max: 3, noNaN: true }),
  others: fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), { minLength: 30, maxLength: 30 }),
});

describe.each(["l1", "l2", "linf"] as const)("%s", (norm) => {
  test("stays in the box, reaches the plane where that can be reached, and no other such move is shorter", () => {
    fc.assert(
      fc.property(problems, ({ from, normal, rise, others }) => {
        const out = new Float32Array(4);
        const plane = {
          from: Float32Array.from(from),
          normal: Float32Array.from(normal),
          lower: new Float32Array(4),
          upper: new Float32Array(4).fill(1),
        };
        const told = moveToPlane(norm, plane, rise, out);
        const delta = [...out];
        const dot = (move: readonly number[]): number => move.reduce((sum, value, i) => sum + value * (plane.normal[i] as number), 0);
        expect(told).toBeCloseTo(length[norm](delta), 5);
        for (const [i, change] of delta.entries()) {
          expect(change + (plane.from[i] as number)).toBeGreaterThan(-1e-6);
          expect(change + (plane.from[i] as number)).toBeLessThan(1 + 1e-6);
        }
        const most = dot(Array.from(plane.from, (at, i) => ((plane.normal[i] as number) > 0 === rise >= 0 ? 1 - at : -at)));
        expect(dot(delta)).toBeCloseTo(rise >= 0 ? Math.min(rise, most) : Math.max(rise, most), 4);
        // Any point of the box beyond the plane gives a move onto it: the part of the way that reaches it.
        for (const other of others) {
          const move = other.map((value, i) => value - (plane.from[i] as number));
          const reach = dot(move) / rise;
          if (!(reach >= 1)) continue;
          expect(length[norm](delta)).toBeLessThanOrEqual(length[norm](move) / reach + 1e-5);
        }
      }),
      { numRuns: 300, seed: 2019 },
    );
  });

  test("without walls it is the closed form |rise| / ‖w‖ in the dual norm", () => {
    const normal = Float32Array.of(3, -4, 0.5);
    const walls = { lower: new Float32Array(3).fill(-100), upper: new Float32Array(3).fill(100), from: new Float32Array(3) };
    const dual = { l1: 4, l2: Math.hypot(3, 4, 0.5), linf: 7.5 }[norm];
    expect(moveToPlane(norm, { ...walls, normal }, -2, new Float32Array(3))).toBeCloseTo(2 / dual, 6);
  });
});
