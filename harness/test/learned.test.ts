import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readResult } from "@disentangle/artifacts";
import { describe, expect, test } from "vitest";
import { folder, run, start, TINY } from "./command.ts";

const TOY = fileURLToPath(new URL("examples/toy-plugins.mjs", import.meta.url));
const ON_BARS = [...TINY, "--plugin", TOY, "--dataset", "bars"];

/** Which lessons were begun, and at which step. */
const lessonsIn = (log: string): string[] => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n").toSorted() : []);

describe("a dataset without a manifold", () => {
  test("is judged by claim 4, which needs none; default counts give way to what it has", async () => {
    const out = join(folder(), "run");
    const { status, stderr } = await run([
      "--profile",
      "smoke",
      "--plugin",
      TOY,
      "--dataset",
      "bars",
      "--manifold",
      "means",
      "--claims",
      "4",
      "--out",
      out,
    ]);
    expect({ status, stderr }).toMatchObject({ status: 21 });
    expect(stderr).toMatch(/300 test images instead of 2000, as bars has no more/);
    const { models, verdicts } = await readResult(join(out, "result.json"));
    expect(models.map(({ size, total }) => [size, total])).toEqual([
      [250, 300],
      [500, 300],
    ]);
    expect(verdicts.find(({ claim }) => claim === "4")?.lacking?.why).toMatch(/not evidence/);
  });

  test("what was asked for by name and cannot be had is refused, with the way out", async () => {
    const { status, stderr } = await run([
      ...ON_BARS,
      "--manifold",
      "means",
      "--claims",
      "3",
      "--strategy",
      "normal,adversarial-transformations",
      "--out",
      join(folder(), "run"),
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/--strategy|--claims/);
  });
});

describe("a learned manifold", () => {
  const args = (out: string): string[] => [...ON_BARS, "--manifold", "means", "--ruler", "means", "--claims", "2", "--out", out];

  test("is learned by tasks of the run, once; a second run and a dry one learn nothing", async () => {
    const place = folder();
    const log = join(place, "log");
    const environment = { env: { ...process.env, DISENTANGLE_TEST_LOG: log } };
    const dry = await run([...args(join(place, "first")), "--dry-run"], environment);
    expect(dry.stdout).toMatch(/learn means: class-0/);
    expect(lessonsIn(log)).toEqual([]);
    const first = await run(args(join(place, "first")), environment);
    expect(first.stderr).toMatch(/learn means: class-2: step 10\/10/);
    expect(first.stderr).toMatch(/pgd-linf on the manifold means/);
    expect(lessonsIn(log)).toEqual(["class-0 from 0", "class-1 from 0", "class-2 from 0"]);
    await run([...args(join(place, "second")), "--attacked", "10"], environment);
    expect(lessonsIn(log)).toHaveLength(3);
    const { lessons, attacks, settings, labels } = await readResult(join(place, "first", "result.json"));
    expect(lessons.map(({ part, lesson, figures }) => [part, lesson, figures["images"]])).toEqual([
      ["manifold means", "class-0", 200],
      ["manifold means", "class-1", 200],
      ["manifold means", "class-2", 200],
    ]);
    expect(attacks.map(({ space }) => space)).toContain("latent/means");
    expect(settings.latent).toBe("latent/means");
    expect(settings.manifolds.find(({ id }) => id === "means")).toMatchObject({ exact: false, codes: true });
    expect(labels[0]).toMatchObject({ space: "latent/means", exact: false });
  });

  test("that is not exact does not measure unasked, also where it has the dataset's name: nearest neighbours do", async () => {
    const plugin = join(folder(), "named-alike.mjs");
    const text = `import toy from ${JSON.stringify(new URL("examples/toy-plugins.mjs", import.meta.url).href)};
const [bars, means] = toy.offers;
export default { ...toy, offers: [{ ...bars, id: "means" }, means] };`;
    writeFileSync(plugin, text);
    const choice = ["--plugin", plugin, "--dataset", "means", "--manifold", "means", "--claims", "1"];
    const { stdout, stderr, status } = await run([...TINY, ...choice, "--dry-run", "--out", join(folder(), "run")]);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toMatch(/manifold means and knn/);
  });

  test("goes on within a lesson after it was killed", async () => {
    const place = folder();
    const log = join(place, "log");
    const slow = { env: { ...process.env, DISENTANGLE_TEST_LOG: log, DISENTANGLE_TEST_PAUSE: "200" } };
    const { process: child, finished } = start(args(join(place, "run")), slow);
    const checkpoint = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (lessonsIn(log).length === 0) return;
        setTimeout(resolve, 900);
        clearInterval(look);
      }, 20);
    });
    await checkpoint;
    child.kill("SIGKILL");
    await finished;
    const quick = { env: { ...process.env, DISENTANGLE_TEST_LOG: log } };
    const whole = await run(args(join(place, "run")), quick);
    expect(whole.status).toBe(21);
    const resumed = lessonsIn(log).filter((line) => line.startsWith("class-0"));
    expect(resumed).toHaveLength(2);
    expect(Number(resumed.at(-1)?.split(" ").at(-1)) + Number(resumed[0]?.split(" ").at(-1))).toBeGreaterThan(0);
    const other = join(folder(), "run");
    await run(args(other), quick);
    const weights = async (out: string): Promise<unknown> => (await readResult(join(out, "result.json"))).attacks;
    expect(await weights(join(place, "run"))).toEqual(await weights(other));
  });
});
