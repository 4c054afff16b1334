import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readResult, type RunResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import { compare } from "../src/result/compare.ts";
import { folder, run, TINY } from "./command.ts";

const EXAMPLES = fileURLToPath(new URL("examples/", import.meta.url));
const OWN = ["--config", join(EXAMPLES, "strategy.config.ts"), "--plugin", join(EXAMPLES, "strategy-plugin.ts")];
const out = join(folder(), "run");
let result: RunResult;
beforeAll(async () => {
  const { status, stderr } = await run([
    ...TINY,
    ...OWN,
    "--strategy",
    "normal,mine,gentle",
    "--claims",
    "4",
    "--spaces",
    "latent",
    "--out",
    out,
  ]);
  if (status !== 21) throw new Error(stderr);
  result = await readResult(join(out, "result.json"));
});

describe("strategies of one's own, from a config file and from a plugin,", () => {
  test("are trained, attacked and named in the result, with what they are", () => {
    expect(result.models.map(({ strategy }) => strategy)).toEqual(["normal", "mine", "gentle"]);
    expect(
      result.attacks
        .filter(({ strategy }) => strategy !== "normal")
        .map(({ strategy, space }) => `${strategy} ${space}`)
        .toSorted(),
    ).toEqual(["gentle image", "gentle latent/fonts", "mine image", "mine latent/fonts"]);
    const steps = (id: string) => result.settings.strategies.find((strategy) => strategy.id === id)?.steps;
    expect(steps("mine")).toEqual([
      [
        { fraction: 0.75, weight: 0.75, space: "clean" },
        { fraction: 0.25, weight: 0.25, space: "latent/fonts", attack: { id: "pgd-linf", options: { iterations: 5 } }, radius: 0.1 },
      ],
    ]);
    expect(steps("gentle")?.[0]?.map(({ space }) => space)).toEqual(["image", "transformation"]);
    // Another training gives another model.
    expect(new Set(result.models.map(({ losses }) => losses.at(-1))).size).toBe(3);
  });

  test("are in the report, the summary and the table of models", async () => {
    const [page, summary, models] = await Promise.all(
      ["report/index.html", "summary.md", "models.csv"].map((name) => readFile(join(out, name), "utf8")),
    );
    expect(page).toMatch(/Mine: N = 100; 1 model/);
    expect(page).toContain("75 % clean, 25 % on the manifold");
    expect(summary).toMatch(/\| Gentle \| 100 \|/);
    expect(models).toMatch(/^cnn,gentle,100,0,/m);
  });

  test("are compared: the same name for something else is told", () => {
    const strategies = result.settings.strategies.map((strategy) =>
      strategy.id === "mine" ? { ...strategy, steps: [[{ fraction: 1, weight: 1, space: "clean" as const }]] } : strategy,
    );
    const { settings, means } = compare(result, { ...result, settings: { ...result.settings, strategies } });
    expect(settings.map(({ name }) => name)).toEqual(["strategy mine"]);
    expect(means.map(({ name }) => name)).toContain("success on latent/fonts: cnn gentle N=100");
  });

  test("are refused before anything runs where the attack that trains them does not exist, or their name is mistyped", async () => {
    const config = join(folder(), "mine.json");
    const mine = { id: "mine", space: "image", attack: "pgd-lin", radius: 0.1 };
    await writeFile(config, JSON.stringify({ strategies: ["normal", mine] }));
    const trained = await run(["--config", config]);
    expect(trained.status).toBe(2);
    expect(trained.stderr).toMatch(/The strategy "mine" cannot train: There is no attack "pgd-lin"\. Did you mean "pgd-linf"\?/);
    const mistyped = await run([...OWN, "--strategy", "normal,gently"]);
    expect(mistyped.status).toBe(2);
    expect(mistyped.stderr).toMatch(/no strategy "gently".*Did you mean "gentle"\?/);
  });
});
