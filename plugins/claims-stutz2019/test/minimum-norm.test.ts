import type { Evidence } from "@disentangle/core";
import { expect, test } from "vitest";
import { judge, world } from "./worlds.ts";

test("claim 4 goes by the least of sweep and minimum-norm attack, and reports the sweep alone", () => {
  const evidence = world("4", { regular: () => 1 });
  const values = (all: Evidence) =>
    judge("4", all).findings.filter(({ id, quantity }) => id === "4b" && quantity.startsWith("change") && quantity.includes("normal"));
  // At the largest N the other attack finds half of what the sweep does.
  const lowered = evidence.sweeps.map((record) =>
    record.cell.size === 250 ? record : { ...record, smallest: record.smallest.map((radius) => radius / 2) },
  );
  const both = evidence.sweeps.map((record, at) => ({
    ...record,
    smallest: lowered[at]?.smallest as Float32Array,
    minimumNorm: { attack: "fmn-linf", sweepAlone: record.smallest },
  }));
  const [judged, alone] = values({ ...evidence, sweeps: both });
  const [expected] = values({ ...evidence, sweeps: lowered });
  const [before] = values(evidence);
  expect(judged).toMatchObject({ estimate: expected?.estimate, interval: expected?.interval });
  expect(judged?.condition?.words).toBe(before?.condition?.words);
  expect(judged?.remark).toBe("ε is the least of what the sweep and fmn-linf find");
  expect(alone).toMatchObject({ estimate: before?.estimate, interval: before?.interval, outcome: "reported" });
  expect(alone?.condition).toBeUndefined();
  expect(alone?.quantity).toContain("by the sweep alone");
  expect(judged?.estimate).toBeLessThan((alone?.estimate as number) - 0.001);
  expect(values(evidence).length * 2).toBe(values({ ...evidence, sweeps: both }).length);
});
