import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { describe, expect, test } from "vitest";
import { compare } from "../src/result/compare.ts";
import { folder, run, TINY } from "./command.ts";

describe("attacks beside the one under test", () => {
  test("attack the same models, are swept, and change neither verdicts nor what the one under test found", async () => {
    const runs = folder();
    const alone = join(runs, "alone");
    await run([...TINY, "--claims", "1,2", "--out", alone]);
    const out = join(runs, "beside");
    const attacks = ["--beside", "pgd-linf:iterations=5", "--beside", "cw-l2:iterations=10,searchSteps=2"];
    const { status, stderr } = await run([...TINY, "--claims", "1,2", ...attacks, "--out", out]);
    expect(status).toBe(21);
    expect(stderr.match(/already there/g)?.length).toBeGreaterThan(3);
    const [one, several] = [await readResult(join(alone, "result.json")), await readResult(join(out, "result.json"))];
    const names = ["pgd-linf", "pgd-linf:iterations=5", "cw-l2"];
    expect(several.settings.beside.map(({ name }) => name)).toEqual(names.slice(1));
    expect(several.verdicts).toEqual(one.verdicts);
    expect(several.attacks.filter(({ attack }) => attack === "pgd-linf")).toEqual(one.attacks);
    const { means, sweeps } = compare(one, several);
    expect(means.length).toBeGreaterThan(2);
    for (const { estimates } of [...means, ...sweeps, ...compare(several, several).sweeps]) expect(estimates[1]).toBe(estimates[0]);
    const [own] = several.sweeps.filter((row) => row.attack === "pgd-linf");
    expect(compare(several, several).sweeps.map(({ estimates }) => estimates[0])).toEqual(own?.points.map(({ rate }) => rate));
    for (const attack of names) {
      expect(
        several.attacks
          .filter((row) => row.attack === attack)
          .map(({ space }) => space)
          .toSorted(),
      ).toEqual(["image", "latent/fonts"]);
      const [sweep] = several.sweeps.filter((row) => row.attack === attack);
      const rates = sweep?.points.map(({ rate }) => rate ?? Number.NaN) ?? [];
      expect(rates).toEqual(rates.toSorted((a, b) => a - b));
      expect(rates).toHaveLength(11);
      const kinds = several.artifacts.filter((row) => row.attack === attack).map(({ kind }) => kind);
      expect(kinds).toEqual(expect.arrayContaining(["attack", "sweep"]));
    }
    expect(readFileSync(join(out, "summary.md"), "utf8")).toContain("pgd-linf:iterations=5");
  });

  test("the same attack with other options has a name of its own", async () => {
    const out = join(folder(), "run");
    await run([...TINY, "--claims", "2", "--attack", "pgd-linf:iterations=5", "--beside", "pgd-linf", "--out", out]);
    const { settings, attacks } = await readResult(join(out, "result.json"));
    expect(settings.beside.map(({ name }) => name)).toEqual(["pgd-linf:defaults"]);
    expect(new Set(attacks.map(({ attack }) => attack))).toEqual(new Set(["pgd-linf", "pgd-linf:defaults"]));
  });

  test.each([
    ["pgd-linf", "which the run has already as the attack under test"],
    ["pgd-linf:iterations=40", "as the attack under test"],
    ["pgd-lnf", "There is no attack"],
    ["apgd-linf:iterations=0", "iterations"],
  ])("--beside %s is refused before anything runs", async (attack, said) => {
    const { status, stderr } = await run([...TINY, "--beside", attack, "--out", join(folder(), "run")]);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });
});
