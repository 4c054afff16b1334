import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { expect, test } from "vitest";
import { folder, run, TINY } from "./command.ts";

test("a mean has one interval, in the finding of a claim and in the curves", async () => {
  const out = join(folder(), "run");
  // So small a radius that the attack misleads some of the images, as only then do draws differ.
  const { stderr } = await run([...TINY, "--attacked", "200", "--models", "3", "--claims", "2", "--eta", "0.03", "--out", out]);
  const { means, verdicts } = await readResult(join(out, "result.json"));
  const finding = verdicts.flatMap(({ findings }) => findings).find(({ id }) => id === "2a");
  const row = means.find(({ quantity, space }) => quantity === "success" && space === "latent/fonts");
  expect(row?.interval?.[0], stderr).toBeLessThan(row?.mean as number);
  expect([row?.models, row?.mean, row?.interval]).toEqual([3, finding?.estimate, finding?.interval]);
}, 120_000);
