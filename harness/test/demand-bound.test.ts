import { L1, L2, LINF } from "@disentangle/ops";
import { expect, test } from "vitest";
import { demandBound } from "../src/run/demand-bound.ts";

test.each([
  [LINF, 1],
  [L2, Math.sqrt(48)],
  [L1, 48],
])("in $id, a ball around an image of 4 × 4 × 3 may be as large as the norm of black to white", (norm, farthest) => {
  const apart = `no two images are more than ${Number(farthest.toPrecision(4))} apart in ${norm.name}`;
  expect(() => demandBound(norm, 1.01 * farthest, [4, 4, 3])).toThrow(apart);
  expect(() => demandBound(norm, 0.99 * farthest, [4, 4, 3])).not.toThrow();
});
