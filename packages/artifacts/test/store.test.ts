import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { Fault, Random } from "@disentangle/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ArtifactStore, stored, taskKey, writeFileAtomic, type Damage } from "../src/index.ts";

const KEY = taskKey("a task");
const CONTENT = {
  json: { loss: [1, 0.5], note: "ü" },
  tensors: { "0": stored(Float32Array.of(1, 2, 3)), labels: stored(Int32Array.of(7)) },
};
const damages: Damage[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "artifacts-"));
  damages.length = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(): ArtifactStore {
  return new ArtifactStore(folder, { onDamage: (damage) => damages.push(damage) });
}

/** A time before this process began. */
function minutesBefore(minutes: number): Date {
  return new Date(Date.now() - process.uptime() * 1000 - minutes * 60_000);
}

async function codeOf(act: () => unknown): Promise<string> {
  try {
    await act();
  } catch (error) {
    return Fault.is(error) ? error.code : String(error);
  }
  return "nothing thrown";
}

describe("ArtifactStore", () => {
  test("reads what was written, JSON and tensors; nothing where nothing was", async () => {
    const store = open();
    expect(await store.has(KEY)).toBe(false);
    expect(await store.read(KEY)).toBeUndefined();
    await store.write(KEY, CONTENT);
    expect(await open().has(KEY)).toBe(true);
    expect(await open().read(KEY)).toEqual(CONTENT);
    expect(damages).toEqual([]);
  });

  test("a checkpoint is overwritten and removed", async () => {
    const store = open();
    await store.write(KEY, CONTENT);
    await store.write(KEY, { json: 2 });
    expect(await store.read(KEY)).toEqual({ json: 2, tensors: {} });
    await store.remove(KEY);
    await store.remove(KEY);
    expect(await store.has(KEY)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test("equal content gives equal bytes", async () => {
    const store = open();
    await store.write(KEY, CONTENT);
    const first = await readFile(store.path(KEY));
    await store.write(KEY, {
      tensors: Object.fromEntries(Object.entries(CONTENT.tensors).toReversed()),
      json: { note: "ü", loss: [1, 0.5] },
    });
    expect(await readFile(store.path(KEY))).toEqual(first);
  });

  test("cut short at any byte, it is reported and counts as absent", async () => {
    const store = open();
    await store.write(KEY, CONTENT);
    const whole = await readFile(store.path(KEY));
    for (let length = 0; length < whole.length; length++) {
      await writeFile(store.path(KEY), whole.subarray(0, length));
      expect(await store.read(KEY)).toBeUndefined();
    }
    expect(damages).toHaveLength(whole.length);
    expect(damages[0]).toMatchObject({ key: KEY, path: store.path(KEY) });
    await store.write(KEY, CONTENT);
    expect(await store.read(KEY)).toEqual(CONTENT);
  });

  test("with any one bit flipped, it is reported and counts as absent", async () => {
    const store = open();
    await store.write(KEY, CONTENT);
    const whole = await readFile(store.path(KEY));
    for (let at = 0; at < whole.length; at++) {
      const flipped = Uint8Array.from(whole);
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      await writeFile(store.path(KEY), flipped);
      expect(await store.read(KEY)).toBeUndefined();
    }
    expect(damages).toHaveLength(whole.length);
  });

  test("the artifact of another key is not taken for this one", async () => {
    const store = open();
    await store.write("other", CONTENT);
    await writeFile(store.path(KEY), await readFile(store.path("other")));
    expect(await store.read(KEY)).toBeUndefined();
    expect(damages[0]?.reason).toMatch(/another key, other/);
  });

  test("a key that would leave the folder, and JSON that would change, are refused", async () => {
    const store = open();
    for (const key of ["", "../x", "a/b", ".x", "x".repeat(300)]) expect(await codeOf(() => store.read(key))).toBe("bad-option");
    expect(await codeOf(() => store.write(KEY, { json: [Number.NaN] }))).toBe("bad-option");
    expect(await store.has(KEY)).toBe(false);
  });

  test("what killed processes left is removed on opening, what living ones write is not", async () => {
    const mine = `.writing~${hostname().replaceAll(/[^A-Za-z0-9-]/g, "-")}~`;
    const names = {
      dead: `${mine}4194999~a~x`,
      living: `${mine}${process.ppid}~b~x`,
      reused: `${mine}${process.pid}~c~x`,
      now: `${mine}${process.pid}~d~x`,
      elsewhere: ".writing~another-machine~1~e~x",
      elsewhereOld: ".writing~another-machine~1~f~x",
    };
    for (const name of Object.values(names)) await writeFile(join(folder, name), "half");
    await utimes(join(folder, names.reused), minutesBefore(1), minutesBefore(1));
    await utimes(join(folder, names.elsewhereOld), minutesBefore(2000), minutesBefore(2000));
    open();
    expect((await readdir(folder)).toSorted()).toEqual([names.living, names.now, names.elsewhere].toSorted());
  });
});

describe("writing at the same time and being killed", () => {
  const processes = new Set<ReturnType<typeof spawn>>();
  afterEach(() => {
    for (const child of processes) child.kill("SIGKILL");
  });

  async function startWriter(): Promise<{ kill: () => Promise<void> }> {
    const child = spawn(process.execPath, ["--conditions=@disentangle/source", join(import.meta.dirname, "writer.ts"), folder]);
    processes.add(child);
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", () => resolve());
      child.once("exit", (code) => reject(new Error(`The writer ended with ${code}.`)));
    });
    return {
      kill: () => {
        child.kill("SIGKILL");
        return gone;
      },
    };
  }

  test("two processes killed at random moments leave nothing that is damaged and nothing half-written", async () => {
    const random = Random.seeded(Date.now());
    let found = 0;
    for (let round = 0; round < 5; round++) {
      const writers = await Promise.all([startWriter(), startWriter()]);
      await new Promise((resolve) => setTimeout(resolve, 20 + random.integer(150)));
      await Promise.all(writers.map((writer) => writer.kill()));
      const store = open();
      expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
      for (let i = 0; i < 7; i++) {
        const artifact = await store.read(taskKey(i));
        if (artifact === undefined) continue;
        found++;
        const { round: written, size } = artifact.json as { round: number; size: number };
        expect(artifact.tensors["values"]).toEqual(stored(new Float32Array(size).fill(written)));
      }
      const result = join(folder, "result.json");
      if (existsSync(result)) expect(JSON.parse(await readFile(result, "utf8"))).toHaveProperty("round");
    }
    expect(found).toBeGreaterThan(0);
    expect(damages).toEqual([]);
  });

  test("many writes of one name in one process leave one whole file", async () => {
    const path = join(folder, "result.json");
    await Promise.all(Array.from({ length: 20 }, (_, i) => writeFileAtomic(path, String(i).repeat(10_000))));
    expect(new Set(await readFile(path, "utf8")).size).toBeLessThanOrEqual(2);
    expect(await readdir(folder)).toEqual(["result.json"]);
  });
});
