import { L1, L2, LINF } from "@disentangle/ops";
import { expect, test } from "vitest";
import { wideRadius } from "../src/run/wide-radius.ts";

test.each([
  [LINF, 1],
  [L2, Math.sqrt(48)],
  [L1, 48],
])("in $id, balls of 4 × 4 × 3 pixels hold every image from the norm of black to white on", (norm, widest) => {
  expect(wideRadius(norm, 1.01 * widest, [4, 4, 3])).toContain(`no two images are more than ${Number(widest.toPrecision(3))} apart`);
  expect(wideRadius(norm, 0.99 * widest, [4, 4, 3])).toBeUndefined();
  expect(wideRadius(norm, undefined, [4, 4, 3])).toBeUndefined();
});
