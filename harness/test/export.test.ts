import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readResult, writeResult, type RunResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import { line } from "../src/export/format.ts";
import type { SampleRow } from "../src/export/sample-row.ts";
import { folder, run, TINY } from "./command.ts";

const out = join(folder(), "run");
let result: RunResult;
beforeAll(async () => {
  const { status, stderr } = await run([
    ...TINY,
    "--claims",
    "1,2,4",
    "--sizes",
    "100,200",
    "--restarts",
    "3",
    "--protocol",
    "reference",
    "--out",
    out,
  ]);
  if (status !== 21) throw new Error(stderr);
  result = await readResult(join(out, "result.json"));
});

/** A copy of the run and its artifacts, to be spoilt. */
function copy(): string {
  const place = folder();
  cpSync(dirname(out), place, { recursive: true });
  return join(place, "run");
}

async function rowsOf(...args: string[]): Promise<SampleRow[]> {
  const { status, stdout, stderr } = await run(["export", out, "--format", "jsonl", ...args]);
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as SampleRow);
}

describe("export", () => {
  test("has a row for every image of every attack, and they add up to the rows of the result", async () => {
    const rows = await rowsOf();
    const own = (attack: RunResult["attacks"][number]): SampleRow[] =>
      rows.filter(({ size, space }) => size === attack.size && space === attack.space);
    for (const attack of result.attacks) {
      const counted = own(attack).filter(({ correct }) => correct === 1);
      expect(own(attack).map(({ sample }) => sample)).toEqual(Array.from({ length: 20 }, (_, i) => i));
      expect(counted).toHaveLength(attack.correct);
      expect(counted.reduce((sum, { successes }) => sum + successes, 0)).toBe(attack.successes);
      expect(own(attack).reduce((sum, { gradients }) => sum + gradients, 0)).toBe(attack.gradients);
      expect(own(attack).every(({ restarts }) => restarts === 3)).toBe(true);
    }
    for (const sweep of result.sweeps) {
      const fallen = rows.filter(({ size, space, correct }) => size === sweep.size && space === "image" && correct === 1);
      const within = (radius: number): number =>
        fallen.filter(({ smallest_radius: smallest }) => smallest !== null && smallest <= radius * 1.001).length;
      expect(sweep.points.map(({ radius }) => within(radius))).toEqual(sweep.points.map(({ successes }) => successes));
    }
    const projected = rows.filter(({ manifold_distance: distance }) => distance !== null);
    const measured = result.distances.filter(({ population }) => population === "adversarial");
    expect(measured.length).toBeGreaterThan(0);
    expect(projected).toHaveLength(measured.reduce((sum, { n }) => sum + n, 0));
    // The first test images of FONTS go through its ten letters in order.
    expect(rows.slice(0, 20).map(({ label }) => label)).toEqual(Array.from({ length: 20 }, (_, i) => i % 10));
  });

  test("as CSV is the same, in a file as on standard output, and filtered by what was asked for", async () => {
    const file = join(folder(), "samples.csv");
    const { status, stderr } = await run(["export", out, "--spaces", "image", "--sizes", "200", "--out", file]);
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("20 rows of 1 attacks") });
    const text = readFileSync(file, "utf8");
    expect((await run(["export", out, "--spaces", "image", "--sizes", "200"])).stdout).toBe(text);
    const expected = await rowsOf("--spaces", "image", "--sizes", "200");
    const [head = [], ...body] = text
      .trimEnd()
      .split("\n")
      .map((row) => row.split(","));
    const read = (value: string): string | number | null => (value === "" ? null : Number.isNaN(Number(value)) ? value : Number(value));
    expect(body.map((row) => Object.fromEntries(row.map((value, i) => [head[i], read(value)])))).toEqual(expected);
    expect(line("csv", { ...(expected[0] as SampleRow), architecture: 'mlp hidden=[9,"x"]' })).toMatch(
      /^"mlp hidden=\[9,""x""\]",normal,200,/,
    );
  });

  test.each([
    ["--spaces", "latent/font", /no attack with --spaces latent\/font\. Did you mean "latent\/fonts"\?/],
    ["--strategy", "mine", /no attack with --strategy mine.*It has normal/],
    ["--sizes", "300", /no attack with --sizes 300.*100, 200/],
  ])("refuses %s %s, and says what there is", async (option, value, message) => {
    const { status, stderr } = await run(["export", out, option, value]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("a file that is gone, or spoilt, is named, and nothing is written", async () => {
    const spoilt = copy();
    const file = join(folder(), "samples.csv");
    const artifact = join(spoilt, (result.artifacts ?? []).filter(({ kind }) => kind === "attack").at(-1)?.path ?? "");
    writeFileSync(artifact, readFileSync(artifact).fill(1, 2000, 2001));
    const damaged = await run(["export", spoilt, "--out", file]);
    expect(damaged).toMatchObject({ status: 4, stderr: expect.stringMatching(/bad-data:.* is damaged: .*start the same run again/) });
    rmSync(artifact);
    const gone = await run(["export", spoilt, "--out", file]);
    expect(gone).toMatchObject({
      status: 4,
      stderr: expect.stringMatching(/bad-data:.* is gone.*N=\d+ #0 found.*start the same run again/),
    });
    expect(readdirSync(dirname(file))).toEqual([]);
  });

  test("a result that names no files says how to come by them", async () => {
    const older = folder();
    await writeResult(join(older, "result.json"), { ...result, artifacts: [] });
    const { status, stderr } = await run(["export", older]);
    expect(status).toBe(4);
    expect(stderr).toMatch(/bad-data:.*does not name the files.*Start the same run again/);
  });

  test("a file that cannot be written is a fault", async () => {
    const { status, stderr } = await run(["export", out, "--out", join(folder(), "nowhere", "samples.csv")]);
    expect(status).toBe(4);
    expect(stderr).toMatch(/^io: Writing samples\.csv in .*nowhere failed \(ENOENT\)/);
  });
});

const PYTHON = process.env["PYTHON"] ?? "python3";
const has = (modules: string): boolean => {
  try {
    execFileSync(PYTHON, ["-c", `import ${modules}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

// Needs Python with numpy and safetensors (another one by PYTHON); without them this test is reported as
// skipped.
test.skipIf(!has("numpy, safetensors"))("the Python of the README opens adversarial images", async () => {
  const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  const code = /```python\n([^]*?)```/.exec(readme)?.[1] ?? "";
  const cwd = folder();
  cpSync(dirname(out), join(cwd, "runs"), { recursive: true });
  await run(["export", "runs/run", "--out", "samples.csv"], { cwd });
  const printed = execFileSync(PYTHON, ["-c", code.replaceAll("runs/mine", "runs/run")], { cwd, encoding: "utf8" });
  const [first] = (await rowsOf("--spaces", "image")).filter(({ correct, success }) => correct === 1 && success === 1);
  expect(printed.trim()).toBe(`(28, 28) ${first?.sample} ${first?.label}`);
});
