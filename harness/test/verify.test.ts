import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readResult, type RunResult } from "@disentangle/artifacts";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, run, start, TINY } from "./command.ts";

/** All of a result but its times. */
async function resultOf(out: string): Promise<Omit<RunResult, "timing">> {
  const { timing: _times, ...rest } = await readResult(join(out, "result.json"));
  return rest;
}

const args = (out: string): string[] => [...TINY, "--claims", "1,2", "--out", out];

describe("a run", () => {
  const out = join(folder(), "run");
  let first: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    first = await run(args(out));
  }, 120_000);

  test("ends with a verdict per claim, marked as no evidence, and says where the page is", () => {
    expect(first.stderr).toMatch(/backend simd/);
    expect(first.stdout).toMatch(/inconclusive\s+Claim 1/);
    expect(first.stdout).toMatch(/smoke: not evidence/);
    expect(first.stdout).toContain("report/index.html");
    expect(first.status).toBe(21);
  });

  test("gives no verdict on a plugin's claim either, whatever that says, and knows a plugin's attack by its name", async () => {
    const [plugin, to] = [join(import.meta.dirname, "examples/several-plugin.ts"), join(out, "../own")];
    const own = await run([...TINY, "--plugin", plugin, "--attack", "mine", "--claims", "1,mine", "--out", to]);
    expect(own.stdout).toMatch(/inconclusive\s+Claim mine/);
    expect(own.stdout).toMatch(
      /smoke: not evidence\. The profile quick can give a verdict\. By these numbers alone it would be supported: 1 model/,
    );
    expect(own.status).toBe(21);
    const { attacks, distances, examples, verdicts } = await readResult(join(to, "result.json"));
    const names = [...attacks, ...distances, ...examples.flatMap(({ adversarial }) => adversarial)].map(({ attack }) => attack);
    expect([names.length > 5, new Set(names)]).toEqual([true, new Set(["mine"])]);
    expect(verdicts.find(({ claim }) => claim === "1")?.findings.map(({ id }) => id)).toContain("1a");
  });

  test("writes page, summary and a table of models", () => {
    expect(readFileSync(join(out, "report", "index.html"), "utf8")).toContain("<svg");
    expect(readFileSync(join(out, "summary.md"), "utf8")).toContain("| Claim |");
    expect(readFileSync(join(out, "models.csv"), "utf8").trim().split("\n")).toHaveLength(2);
  });

  test("done again computes nothing and gives the same result", async () => {
    const before = await resultOf(out);
    const again = await run(args(out));
    expect(again.stderr.match(/already there/g)).toHaveLength(7);
    expect(await resultOf(out)).toEqual(before);
  });

  test("with one thread gives the same result", async () => {
    const alone = join(folder(), "run");
    await run([...args(alone), "--threads", "1"]);
    const [one, two] = [await resultOf(alone), await resultOf(out)];
    const numbers = ({ settings: _settings, ...rest }: Omit<RunResult, "timing">): unknown => rest;
    expect(numbers(one)).toEqual(numbers(two));
  });

  test("a damaged artifact is reported and computed again", async () => {
    const before = await resultOf(out);
    const artifacts = join(out, "..", "artifacts");
    for (const name of readdirSync(artifacts)) {
      const path = join(artifacts, name);
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    }
    const mended = await run(args(out));
    const { warnings, ...rest } = await resultOf(out);
    expect(warnings).toHaveLength(7);
    expect(warnings[0]).toMatch(/damaged artifact was computed again/);
    expect({ ...rest, warnings: [] }).toEqual(before);
    expect(mended.status).toBe(21);
  });

  test("killed at any moment, it goes on and ends with the same result", async () => {
    const killed = join(folder(), "run");
    let kills = 0;
    for (const milliseconds of [900, 1300, 1700, 2300, 3100]) {
      const { process: child, finished } = start(args(killed));
      const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
      if ((await finished).status === null) kills++;
      clearTimeout(timer);
    }
    expect(kills).toBeGreaterThan(0);
    await run(args(killed));
    expect(await resultOf(killed)).toEqual({ ...(await resultOf(out)), warnings: [] });
  });

  test("interrupted, it says so, exits 130 and goes on later", async () => {
    const stopped = join(folder(), "run");
    const { process: child, finished } = start([...args(stopped), "--sizes", "3000"]);
    child.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("results go to")) setTimeout(() => child.kill("SIGINT"), 500);
    });
    const { status, stderr } = await finished;
    expect(status).toBe(130);
    expect(stderr).toMatch(/Stopping after this step/);
    expect(stderr).toMatch(/aborted:/);
  });
});

test("a profile that attacks more codes than images ends with examples of both", async () => {
  const out = join(folder(), "run");
  const little = ["--sizes", "100", "--models", "1", "--strategy", "normal", "--restarts", "1", "--test-images", "200"];
  const { status, stdout, stderr } = await run(["--profile", "standard", ...little, "--claims", "2", "--out", out]);
  expect(status, stderr).toBe(21);
  expect(stdout).toMatch(/One model per training size .* By these numbers alone it would be supported/);
  const { settings, examples, ladders, paths } = await resultOf(out);
  expect(settings.attackedImages).toEqual({ image: 1000, "latent/fonts": 2500 });
  expect(examples.map(({ adversarial }) => adversarial.map(({ space }) => space).toSorted())).toEqual(
    examples.map(() => ["image", "latent/fonts"]),
  );
  for (const { label, predicted, adversarial } of examples) {
    expect(predicted).toBe(label);
    expect(adversarial.map((one) => one.predicted)).not.toContain(label);
  }
  expect(examples.length).toBeGreaterThan(0);
  // Close-ups of both spaces: unattacked at first, radii ascending, and each path ends as its rung did.
  expect(new Set(ladders.map(({ space }) => space))).toEqual(new Set(["image", "latent/fonts"]));
  for (const { label, rungs } of ladders) {
    expect(rungs[0]).toMatchObject({ radius: 0, predicted: label });
    expect(rungs.map(({ radius }) => radius)).toEqual(rungs.map(({ radius }) => radius).toSorted((a, b) => a - b));
  }
  expect(paths).toHaveLength(6);
  for (const { space, sample, radius, steps } of paths) {
    const ladder = ladders.find((row) => row.space === space && row.sample === sample);
    expect(steps[0]?.evaluation).toBe(0);
    expect(steps.at(-1)?.predicted).toBe(ladder?.rungs.find((rung) => rung.radius === radius)?.predicted);
  }
});

test("a dry run shows the tasks and computes nothing", async () => {
  const out = join(folder(), "run");
  const { status, stdout } = await run([...args(out), "--dry-run"]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/train cnn normal N=100 #0/);
  expect(readdirSync(join(out, ".."))).not.toContain("run");
});

test("options come from a config file, and the command line wins", async () => {
  const own = folder();
  writeFileSync(join(own, "c.json"), JSON.stringify({ profile: "smoke", sizes: [100, 200], attack: "pgd-l2" }));
  const { stdout } = await run(["--config", join(own, "c.json"), "--sizes", "300", "--dry-run"]);
  expect(stdout).toMatch(/pgd-l2 on images: cnn normal N=300/);
  expect(stdout).not.toMatch(/N=100/);
});

test("lists every part, and says which backends work", async () => {
  const [parts, backends] = await Promise.all([run(["list", "--json"]), run(["doctor", "--json"])]);
  const ids = (JSON.parse(parts.stdout) as { kind: string; id: string }[]).map(({ kind, id }) => `${kind} ${id}`);
  expect(ids).toEqual(expect.arrayContaining(["attack pgd-linf", "dataset fonts", "manifold fonts", "architecture cnn", "backend simd"]));
  const works = (JSON.parse(backends.stdout) as { id: string; works: boolean }[]).filter((one) => one.works).map(({ id }) => id);
  expect(works).toEqual(expect.arrayContaining(["simd", "cpu"]));
});
