import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder, run, TINY } from "./command.ts";

interface PlannedTask {
  readonly key: string;
  readonly kind: string;
  readonly label: string;
  readonly needs: Readonly<Record<string, string>>;
  readonly done: boolean;
}

async function graph(...args: string[]): Promise<readonly PlannedTask[]> {
  const { stdout, stderr, status } = await run([...TINY, ...args, "--dry-run", "--json", "--out", join(folder(), "run")]);
  if (status !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as { tasks: PlannedTask[] }).tasks;
}

/** A plugin with the bars of the toy plugin, which may be turned and moved by so much. */
function turnedBars(bound: number): string {
  return `import toy from ${JSON.stringify(new URL("examples/toy-plugins.mjs", import.meta.url).href)};
const [bars] = toy.offers;
const lower = Float32Array.of(${[-bound, -bound, -bound, -bound, 1 - bound, -bound].join()});
const upper = Float32Array.of(${[bound, bound, bound, bound, 1 + bound, bound].join()});
const make = async () => ({ ...(await bars.configure({}).make()), id: "turned-bars", transformations: { lower, upper } });
export default { ...toy, offers: [{ ...bars, id: "turned-bars", configure: () => ({ options: {}, make }) }] };
`;
}

describe("the plan of a run", () => {
  test("is a graph of tasks that name what they need, needs first", async () => {
    const tasks = await graph("--claims", "1,2");
    expect(tasks.map(({ kind }) => kind).toSorted()).toEqual(["attack", "attack", "distances", "distances", "error", "labels", "train"]);
    const seen = new Set<string>();
    for (const { key, needs } of tasks) {
      for (const need of Object.values(needs)) expect(seen.has(need)).toBe(true);
      seen.add(key);
    }
    const distances = tasks.find(({ kind, label }) => kind === "distances" && !label.includes("on the manifold"));
    expect(tasks.find(({ key }) => key === distances?.needs["attack"])?.label).toMatch(/pgd-linf on images/);
  });

  test("is the same for options that are given as they would be anyway, another for others", async () => {
    const keys = async (...args: string[]): Promise<string[]> => (await graph("--claims", "2", ...args)).map(({ key }) => key);
    const plain = await keys();
    expect(await keys("--attack", "pgd-linf:iterations=40")).toEqual(plain);
    expect(await keys("--architecture", "cnn:channels=16")).toEqual(plain);
    const other = await keys("--attack", "pgd-linf:iterations=41");
    expect(other.filter((key) => !plain.includes(key))).toHaveLength(2);
  });

  test("knows the source of a transfer attack as a need", async () => {
    const tasks = await graph("--claims", "2", "--attack", "transfer");
    const attack = tasks.find(({ kind }) => kind === "attack");
    const source = tasks.find(({ key }) => key === attack?.needs["source"]);
    expect(source).toMatchObject({ kind: "train" });
    expect(source?.key).not.toBe(attack?.needs["model"]);
  });

  test("takes the source of a transfer attack from the network's own profile", async () => {
    const place = ["--profile", "quick", "--claims", "1", "--architecture", "resnet13", "--attack", "transfer"];
    const { stdout } = await run([...place, "--dry-run", "--json", "--out", join(folder(), "run")]);
    const { tasks } = JSON.parse(stdout) as { tasks: PlannedTask[] };
    const trained = tasks.filter(({ kind }) => kind === "train").map(({ label }) => label);
    expect(trained.toSorted()).toEqual([0, 1, 2, 3].map((model) => `train resnet13 normal N=1000 #${model}`));
  });

  test("has other keys where transformations are bounded otherwise, and no others but theirs", async () => {
    const keys = async (bound: number): Promise<Map<string, string>> => {
      const plugin = join(folder(), "turned-bars.mjs");
      writeFileSync(plugin, turnedBars(bound));
      const strategies = ["--strategy", "normal,adversarial-transformations", "--spaces", "image,transformation"];
      const tasks = await graph("--plugin", plugin, "--dataset", "turned-bars", "--claims", "4", ...strategies);
      return new Map(tasks.map(({ label, key }) => [label, key]));
    };
    const [narrow, wide] = [await keys(0.1), await keys(0.2)];
    const changed = [...narrow].filter(([label, key]) => wide.get(label) !== key).map(([label]) => label);
    expect(changed.length).toBeGreaterThan(2);
    expect(changed.every((label) => label.includes("transformations"))).toBe(true);
    expect([...narrow.keys()].filter((label) => label.includes("transformations"))).toEqual(changed);
  });

  test("has no strategy twice under two names", async () => {
    const config = join(folder(), "config.json");
    writeFileSync(
      config,
      JSON.stringify({ strategies: ["normal", { id: "plain", steps: [[{ fraction: 1, weight: 1, space: "clean" }]] }] }),
    );
    const { status, stderr } = await run([...TINY, "--claims", "4", "--config", config, "--dry-run", "--out", join(folder(), "run")]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/contradiction: The strategies normal and plain are the same.*--strategy/);
  });

  test("is drawn for Graphviz, and nothing is made of it", async () => {
    const out = join(folder(), "nested", "run");
    const { stdout, status } = await run([...TINY, "--claims", "1,2", "--dot", "--out", out]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^digraph run \{/);
    expect(stdout.match(/->/g)?.length).toBe(6);
    expect(existsSync(join(out, ".."))).toBe(false);
  });
});
