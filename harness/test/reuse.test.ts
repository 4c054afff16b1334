import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, run, start, TINY } from "./command.ts";

const args = (out: string, backend: string, ...more: string[]): string[] => [
  ...TINY,
  "--claims",
  "1,2",
  "--backend",
  backend,
  "--out",
  out,
  ...more,
];
const already = (stderr: string): number => stderr.match(/already there/g)?.length ?? 0;

/** The numbers of a run, without what it was made with. */
async function numbersOf(out: string): Promise<unknown> {
  const { models, attacks, distances, verdicts } = await readResult(join(out, "result.json"));
  return { models, attacks, distances, verdicts };
}

describe("a run that goes on from another backend", () => {
  const place = folder();
  const first = join(place, "first");

  beforeAll(async () => {
    await run(args(first, "simd"));
  }, 120_000);

  test("takes what that finished where it is asked to, and says so", async () => {
    const out = join(place, "second");
    const { stderr, status } = await run(args(out, "simd:build=plain", "--reuse", "simd"));
    expect(status).toBe(21);
    expect(already(stderr)).toBe(7);
    expect(stderr).toContain("results that simd had finished count here: at this start, 7 were taken.");
    expect((await readResult(join(out, "result.json"))).warnings).toContainEqual(expect.stringContaining("simd had finished count here"));
    expect(await numbersOf(out)).toEqual(await numbersOf(first));
  });

  test("unasked, takes nothing, also of what was brought together before", async () => {
    const { stderr } = await run(args(join(place, "third"), "simd:build=plain"));
    expect(already(stderr)).toBe(0);
  });

  test("leaves alone a model of its own, and what was measured of another", async () => {
    const { stderr } = await run(args(join(place, "second"), "simd:build=plain", "--reuse", "simd"));
    expect(stderr).toContain("at this start, 0 were taken.");
    expect(already(stderr)).toBe(7);
  });

  test("goes on within a training", async () => {
    const own = folder();
    const { process: child, finished } = start(args(join(own, "run"), "simd", "--sizes", "3000"));
    const look = setInterval(() => {
      if (!existsSync(join(own, "artifacts"))) return;
      if (!readdirSync(join(own, "artifacts")).some((name) => name.includes("checkpoint."))) return;
      clearInterval(look);
      child.kill("SIGINT");
    }, 100);
    await finished;
    const more = start(args(join(own, "run"), "simd:build=plain", "--sizes", "3000", "--reuse", "simd"));
    let said = "";
    more.process.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/training\./.test(said)) more.process.kill("SIGINT");
    });
    await more.finished;
    expect(said).toContain("0 were taken and the state of 1 training.");
  });
});

test.each([[], ["--threads", "1"]])("a backend does not go on from itself (%s %s)", async (...threads) => {
  const { status, stderr } = await run(args(join(folder(), "run"), "simd", "--reuse", "simd", ...threads));
  expect(status).toBe(2);
  expect(stderr).toMatch(/contradiction: A run on simd goes on by itself.*Leave out --reuse/s);
});
