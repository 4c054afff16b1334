import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault, type DistanceRecord } from "@disentangle/core";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  decodePixels,
  distanceResults,
  encodePixels,
  finite,
  readResult,
  verdictResult,
  writeResult,
  type RunResult,
} from "../src/index.ts";
import { SCHEMA_FILE, jsonSchema } from "./json-schema.ts";

const RESULT: RunResult = {
  schemaVersion: 1,
  tool: { name: "disentangle", version: "0.1.0" },
  command: "pnpm harness verify --seed 1",
  settings: {
    profile: "smoke",
    evidence: false,
    protocol: "paper",
    dataset: { id: "fonts", options: {}, fingerprint: "abc", classes: ["A"], image: [28, 28, 1] },
    architectures: [{ id: "cnn", options: {}, name: "cnn" }],
    attack: { id: "pgd-linf", options: { iterations: 40, nested: [{ a: null }] } },
    manifold: { id: "fonts", options: {}, exact: true },
    strategies: [{ id: "normal", sizes: [250], models: 1 }],
    sizes: [250],
    testImages: 2000,
    attackedImages: { image: 100 },
    restarts: 1,
    seed: 1,
    threads: 0,
    backend: { id: "cpu", name: "cpu", detail: {} },
    plugins: [],
    machine: "",
  },
  verdicts: [
    {
      architecture: "cnn",
      ...verdictResult({
        claim: "1",
        statement: "s",
        outcome: "inconclusive",
        reason: "r",
        findings: [{ id: "1a", quantity: "q", estimate: Number.NaN, interval: [0, Infinity], condition: "c", outcome: "failed", n: 0 }],
      }),
    },
  ],
  models: [
    {
      architecture: "cnn",
      strategy: "normal",
      size: 250,
      model: 0,
      errors: 1,
      total: 2,
      error: 0.5,
      interval: [0.1, 0.9],
      losses: [2, null],
    },
  ],
  attacks: [],
  sweeps: [],
  distances: [],
  invariances: [],
  means: [],
  examples: [],
  warnings: [],
  timing: { started: "2026-01-01T00:00:00Z", seconds: 1, peakMemory: null, tasks: [] },
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "result-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function faultOf(act: Promise<unknown>): Promise<string> {
  const error = await act.catch((thrown: unknown) => thrown);
  return Fault.is(error) ? `${error.code}: ${error.message}` : "no fault";
}

describe("result.json", () => {
  test("what was written is what is read; numbers that are not finite are null", async () => {
    const path = join(folder, "result.json");
    await writeResult(path, RESULT);
    expect(await readResult(path)).toEqual(RESULT);
    expect((await readResult(path)).verdicts[0]?.findings[0]).toMatchObject({ estimate: null, interval: [0, null] });
  });

  test("a NaN that is not null is refused before anything is written", async () => {
    const path = join(folder, "result.json");
    const wrong = { ...RESULT, warnings: [], timing: { ...RESULT.timing, seconds: Number.NaN } };
    expect(await faultOf(writeResult(path, wrong))).toMatch(/^bad-data: .*timing\.seconds/);
    expect(await faultOf(readResult(path))).toMatch(/^io: /);
  });

  test("a file cut short, of a later version, or of another kind is refused, saying why", async () => {
    const path = join(folder, "result.json");
    await writeResult(path, RESULT);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, 500));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*not JSON/);
    await writeFile(path, JSON.stringify({ ...RESULT, schemaVersion: 2 }));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*schema version 2/);
    await writeFile(path, JSON.stringify({ ...RESULT, models: [{}] }));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*models\.0\.strategy/);
    await writeFile(path, "null");
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: /);
  });

  test("the committed JSON Schema is that of the code", async () => {
    const committed = JSON.parse(await readFile(SCHEMA_FILE, "utf8")) as unknown;
    expect(committed, "see json-schema.ts for how to make it again").toEqual(await jsonSchema());
  });
});

/** Distances of the images 0, 1, … of one model. */
function record(distance: number[], perturbation: number[]): DistanceRecord {
  return {
    cell: { dataset: "fonts", architecture: "cnn", strategy: "normal", size: 250, model: 0 },
    attack: "pgd-linf",
    space: "image",
    population: "adversarial",
    manifold: "fonts",
    exact: true,
    samples: Int32Array.from(distance.keys()),
    distance: Float32Array.from(distance),
    perturbation: Float32Array.from(perturbation),
    toOriginal: Float32Array.from(distance),
  };
}

describe("rows", () => {
  test("finite keeps finite numbers and turns the rest to null", () => {
    expect([0, -1.5, Number.NaN, Infinity, -Infinity, undefined].map(finite)).toEqual([0, -1.5, null, null, null, null]);
  });

  test("pixels come back bit for bit, also from the middle of a larger array", () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1 }), (pixels) => {
        expect(decodePixels(encodePixels(pixels.subarray(1)), pixels.length - 1)).toEqual(pixels.slice(1));
      }),
    );
    expect(() => decodePixels(encodePixels(new Float32Array(3)), 4)).toThrow(/should have 4 numbers but has 3/);
  });

  test("distances share their bins, and quantiles leave out what is not finite", () => {
    const [a, b] = distanceResults([record([1, 2, 3, 4, Number.NaN], [2, 4, 6, 8, 1]), record([0, 0], [0, 0])]);
    expect(a?.distance).toEqual({ q05: expect.closeTo(1.15, 6), q25: 1.75, q50: 2.5, q75: 3.25, q95: expect.closeTo(3.85, 6) });
    expect(a?.ratio?.q50).toBe(0.5);
    expect(b?.ratio).toBeNull();
    expect(b?.histogram).toEqual({ lower: 0, upper: 4, counts: [2, ...Array.from({ length: 99 }, () => 0)] });
    expect([25, 50, 75, 99].map((bin) => a?.histogram.counts[bin])).toEqual([1, 1, 1, 1]);
    expect(distanceResults([record([], [])])[0]?.distance.q50).toBeNull();
  });
});
