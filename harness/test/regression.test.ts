import { join } from "node:path";
import { readResult, type RunResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import golden from "../../fixtures/smoke.json" with { type: "json" };
import { folder, run } from "./command.ts";

let result: RunResult;
beforeAll(async () => {
  const out = join(folder(), "run");
  await run(["--profile", "smoke", "--out", out]);
  result = await readResult(join(out, "result.json"));
}, 180_000);

function mean(size: string, quantity: "error" | "success", space: "image" | "latent/fonts" | null): number {
  const row = result.means.find((one) => one.size === Number(size) && one.quantity === quantity && one.space === space);
  return row?.mean ?? Number.NaN;
}

/** Fails unless |seen − expected| is at most the tolerance; a NaN fails. */
function expectWithin(seen: number, expected: number, tolerance: number): void {
  expect(Math.abs(seen - expected)).toBeLessThanOrEqual(tolerance);
}

describe("the smoke profile", () => {
  test.each(Object.entries(golden.testError))("has the test error it had at N = %s", (size, error) => {
    expectWithin(mean(size, "error", null), error, golden.testErrorTolerance);
  });

  test.each(Object.entries(golden.regularSuccess))("has the regular success rate it had at N = %s", (size, rate) => {
    expectWithin(mean(size, "success", "image"), rate, golden.successTolerance);
  });

  test.each(Object.entries(golden.onManifoldSuccess))("has the on-manifold success rate it had at N = %s", (size, rate) => {
    expectWithin(mean(size, "success", "latent/fonts"), rate, golden.successTolerance);
  });

  test.each(Object.entries(golden.findings))("finds %s as it did", (id, estimate) => {
    const finding = result.verdicts.flatMap(({ findings }) => findings).find((one) => one.id === id);
    expectWithin(finding?.estimate ?? Number.NaN, estimate, golden.findingTolerance[id as keyof typeof golden.findings]);
  });

  test("finds nothing amiss with its attacks", () => {
    expect(result.attacks.flatMap(({ audit }) => audit.warnings)).toEqual([]);
    expect(result.attacks.map(({ audit, correct }) => (audit.progress?.searches ?? 0) >= correct)).not.toContain(false);
  });

  test("gives no verdict that could be taken for evidence", () => {
    expect(result.settings.evidence).toBe(false);
    expect(new Set(result.verdicts.map(({ outcome }) => outcome))).toEqual(new Set(["inconclusive"]));
  });
});
