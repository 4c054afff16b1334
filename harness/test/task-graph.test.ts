import { existsSync } from "node:fs";
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

describe("the plan of a run", () => {
  test("is a graph of tasks that name what they need, needs first", async () => {
    const tasks = await graph("--claims", "1,2");
    expect(tasks.map(({ kind }) => kind).toSorted()).toEqual(["attack", "attack", "distances", "error", "labels", "train"]);
    const seen = new Set<string>();
    for (const { key, needs } of tasks) {
      for (const need of Object.values(needs)) expect(seen.has(need)).toBe(true);
      seen.add(key);
    }
    const distances = tasks.find(({ kind }) => kind === "distances");
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

  test("is drawn for Graphviz, and nothing is made of it", async () => {
    const out = join(folder(), "nested", "run");
    const { stdout, status } = await run([...TINY, "--claims", "1,2", "--dot", "--out", out]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^digraph run \{/);
    expect(stdout.match(/->/g)?.length).toBe(5);
    expect(existsSync(join(out, ".."))).toBe(false);
  });
});
