import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readResult, type RunResult } from "@disentangle/artifacts";
import type { Attack } from "@disentangle/core";
import { L2, LINF } from "@disentangle/ops";
import { describe, expect, test } from "vitest";
import { refuseUnlike } from "../src/parts/minimum-norm.ts";
import { readSettings } from "../src/request/read-settings.ts";
import { folder, run, TINY } from "./command.ts";

const WEAK = [...TINY, "--sizes", "60,100", "--claims", "4", "--attack", "pgd-linf:iterations=2"];

async function resultOf(out: string, options: readonly string[] = []): Promise<{ readonly result: RunResult; readonly page: string }> {
  await run([...WEAK, ...options, "--out", out]);
  return { result: await readResult(join(out, "result.json")), page: readFileSync(join(out, "report/index.html"), "utf8") };
}

describe("a minimum-norm attack beside the sweep", () => {
  test("lowers smallest radii, and what the sweep found alone is told as it would be without it", async () => {
    const runs = folder();
    const { result: alone, page: plain } = await resultOf(join(runs, "alone"));
    const { result, page } = await resultOf(join(runs, "both"), ["--minimum-norm", "fmn-linf"]);
    expect(result.settings.minimumNorm?.id).toBe("fmn-linf");
    expect(result.sweeps.length).toBeGreaterThan(0);
    for (const [at, { sweepAlone, minimumNorm, ...row }] of result.sweeps.entries()) {
      expect({ ...row, ...sweepAlone }).toEqual(alone.sweeps[at]);
      expect(minimumNorm).toBe("fmn-linf");
      const rates = (points: typeof row.points): number[] => points.map(({ rate }) => rate ?? Number.NaN);
      const [ours, theirs] = [rates(row.points), rates(sweepAlone?.points ?? [])];
      for (const [step, rate] of ours.entries()) expect(rate).toBeGreaterThanOrEqual(theirs[step] as number);
      expect(ours.at(-1)).toBe(theirs.at(-1));
      expect(row.medianRadius).toBeLessThanOrEqual(sweepAlone?.medianRadius as number);
    }
    expect(result.sweeps.some(({ medianRadius, sweepAlone }) => (medianRadius as number) < (sweepAlone?.medianRadius as number))).toBe(
      true,
    );
    const changes = ({ verdicts }: RunResult) =>
      verdicts.flatMap(({ findings }) => findings.filter(({ quantity }) => quantity.startsWith("change of the median smallest ε")));
    const [judged, reported] = changes(result);
    expect([judged?.outcome, reported?.outcome]).toEqual([expect.stringMatching(/met|failed/u), "reported"]);
    expect(reported?.quantity).toContain("by the sweep alone");
    expect(reported?.estimate).toBe(changes(alone)[0]?.estimate);
    expect(page).toContain("With fmn-linf");
    expect(plain).not.toContain("By the sweep alone");
  }, 180_000);

  test("is refused in another norm before anything runs", async () => {
    const { status, stderr } = await run([...WEAK, "--minimum-norm", "fmn-l2", "--out", join(folder(), "run")]);
    expect(status).toBe(2);
    expect(stderr.replaceAll(/\s+/gu, " ")).toMatch(/names fmn-l2 in L2, and pgd-linf:iterations=2 is in L∞\. .*such as fmn-linf/u);
  });
});

describe("refuseUnlike", () => {
  const attack = (id: string, bounded: boolean, norm = LINF, usesSource = false): Attack => ({
    id,
    norm,
    bounded,
    usesSource,
    perturb: () => Promise.reject(new Error("not run")),
  });
  const settings = readSettings({ attack: "a", minimumNorm: "b:steps=3" });
  const [ball, nearest] = [attack("a", true), attack("b", false)];

  test("lets a minimum-norm attack of the same norm pass", () => {
    expect(() => refuseUnlike(settings, ball, nearest)).not.toThrow();
  });

  test.each([
    [ball, attack("b", false, L2), /^--minimum-norm names b:steps=3 in L2, and a is in L∞\. .*such as fmn-linf/u],
    [ball, attack("b", true), /^--minimum-norm names b:steps=3, which stays within the ball .*such as fmn-linf/u],
    [attack("a", false), nearest, /a looks for a small norm itself\. Leave it out/u],
    [attack("a", true, LINF, true), nearest, /do not attack the same classifier/u],
    [ball, attack("b", false, LINF, true), /do not attack the same classifier/u],
  ])("refuses others, case %#", (underTest, beside, said) => {
    expect(() => refuseUnlike(settings, underTest, beside)).toThrow(said);
  });
});
