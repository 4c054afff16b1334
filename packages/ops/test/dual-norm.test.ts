import { expect, test } from "vitest";
import { dualNorm, moveToPlane, type PlaneNorm } from "../src/index.ts";

test.each<[PlaneNorm, number]>([
  ["linf", 3 + 4 + 12],
  ["l2", 13],
  ["l1", 12],
])("the dual norm of %s by hand, zero of nothing", (norm, expected) => {
  const gradient = Float32Array.of(3, -4, 12);
  expect(dualNorm(norm, gradient)).toBe(expected);
  expect(dualNorm(norm, new Float32Array(3))).toBe(0);
});

test.each<PlaneNorm>(["linf", "l2", "l1"])("is what the shortest move onto a plane is divided by, where %s has no box", (norm) => {
  const normal = Float32Array.of(0.5, -2, 0.25, 1.5);
  const [lower, upper] = [new Float32Array(4).fill(-1e6), new Float32Array(4).fill(1e6)];
  const length = moveToPlane(norm, { from: new Float32Array(4), normal, lower, upper }, 0.7, new Float32Array(4));
  expect(length).toBeCloseTo(0.7 / dualNorm(norm, normal), 6);
});
