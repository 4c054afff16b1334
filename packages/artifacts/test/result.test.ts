import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { above, Fault, isSpaceName, type DistanceRecord } from "@disentangle/core";
import * as fc from "fast-check";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  decodePixels,
  distanceRows,
  encodePixels,
  finite,
  labelRow,
  lessonRow,
  readResult,
  runResultSchema,
  verdictRow,
  writeResult,
  type RunResult,
} from "../src/index.ts";
import { SCHEMA_FILE, jsonSchema, titled } from "./json-schema.ts";

const RESULT: RunResult = {
  schemaVersion: 2,
  tool: { name: "disentangle", version: "0.1.0" },
  command: "pnpm harness verify --seed 1",
  settings: {
    profile: "smoke",
    evidence: false,
    protocol: "paper",
    dataset: { id: "fonts", options: {}, fingerprint: "abc", classes: ["A"], testLabels: [0], image: [28, 28, 1] },
    architectures: [{ id: "cnn", options: {}, name: "cnn" }],
    attack: { id: "pgd-linf", options: { iterations: 40, nested: [{ a: null }] } },
    beside: [],
    manifolds: [
      { id: "fonts", options: {}, exact: true, codes: true },
      { id: "knn", options: { neighbours: 50 }, exact: false, codes: false },
    ],
    ruler: "knn",
    latent: "latent/fonts",
    strategies: [{ id: "normal", sizes: [250], models: 1, steps: [[{ fraction: 1, weight: 1, space: "clean" }]] }],
    sizes: [250],
    testImages: 2000,
    attackedImages: { image: 100, "latent/fonts": 50 },
    restarts: 1,
    seed: 1,
    workers: 0,
    threads: 0,
    backend: { id: "cpu", name: "cpu", detail: {} },
    plugins: [],
    machine: "",
  },
  verdicts: [
    {
      architecture: "cnn",
      ...verdictRow(
        {
          claim: "1",
          statement: "s",
          outcome: "inconclusive",
          reason: "r",
          lacking: { otherwise: "supported", mend: "m" },
          findings: [
            { id: "1a", quantity: "q", estimate: Number.NaN, interval: [0, Infinity], condition: above(0.1), outcome: "failed", n: 0 },
            { id: "1b", quantity: "q", estimate: 1, remark: "k", outcome: "reported", n: 0 },
          ],
        },
        "r By these numbers alone: supported. m",
      ),
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
  labels: [],
  means: [],
  lessons: [lessonRow({ part: "manifold knn", lesson: "index", curves: { loss: [1, Number.NaN] }, figures: {}, warnings: [], seconds: 1 })],
  examples: [],
  ladders: [],
  paths: [],
  warnings: [],
  artifacts: [
    { kind: "weights", path: "w", architecture: "cnn", strategy: "normal", size: 250, model: 0 },
    { kind: "lesson", path: "l", part: "manifold knn", lesson: "index" },
  ],
  timing: { started: "2026-01-01T00:00:00Z", seconds: 1, peakMemory: null, tasks: [], training: [], lessons: [] },
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
    const [verdict] = (await readResult(path)).verdicts;
    expect(verdict?.lacking).toEqual({ otherwise: "supported", mend: "m" });
    expect(verdict?.findings).toMatchObject([
      { estimate: null, interval: [0, null], condition: "lower bound > 0.1" },
      { estimate: 1, interval: null, condition: null, remark: "k" },
    ]);
  });

  test("a NaN that is not null is refused before anything is written", async () => {
    const path = join(folder, "result.json");
    const wrong = { ...RESULT, warnings: [], timing: { ...RESULT.timing, seconds: Number.NaN } };
    expect(await faultOf(writeResult(path, wrong))).toMatch(/^bad-data: .*timing\.seconds/);
    expect(await faultOf(readResult(path))).toMatch(/^io: /);
  });

  test("a file cut short, of an earlier or later version, or of another kind is refused, saying why", async () => {
    const path = join(folder, "result.json");
    await writeResult(path, RESULT);
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, 500));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*not JSON/);
    await writeFile(path, JSON.stringify({ ...RESULT, schemaVersion: 3 }));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*schema version 3; this reader knows 2/);
    await writeFile(path, JSON.stringify({ schemaVersion: 1, command: "pnpm harness" }));
    expect(await faultOf(readResult(path))).toMatch(
      /^bad-data: .*schema version 1; this reader knows 2\. .*Run the command it names again/,
    );
    await writeFile(path, JSON.stringify({ ...RESULT, settings: { ...RESULT.settings, latent: "codes" } }));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*settings\.latent/);
    await writeFile(path, JSON.stringify({ ...RESULT, models: [{}] }));
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: .*models\.0\.strategy/);
    await writeFile(path, "null");
    expect(await faultOf(readResult(path))).toMatch(/^bad-data: /);
  });

  test("names that every object has change nothing in a file, wherever they stand", async () => {
    const odd = JSON.stringify(RESULT)
      .replaceAll("{", '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},')
      .replaceAll(",}", "}");
    const path = join(folder, "result.json");
    await writeFile(path, odd);
    const read = await readResult(path).catch((error: unknown) => error);
    if (Fault.is(read)) expect(read.code).toBe("bad-data");
    else expect(read).toEqual(RESULT);
    expect("polluted" in (read as object) || "polluted" in {}).toBe(false);
  });

  test("the committed JSON Schema is that of the code", async () => {
    const committed = JSON.parse(await readFile(SCHEMA_FILE, "utf8")) as unknown;
    expect(committed, "see json-schema.ts for how to make it again").toEqual(JSON.parse(JSON.stringify(jsonSchema())));
  });

  test("the JSON Schema says what every row is, and names each once", async () => {
    const { $defs } = JSON.parse(await readFile(SCHEMA_FILE, "utf8")) as { $defs: Record<string, { description?: string }> };
    for (const [name, definition] of Object.entries($defs)) expect(definition.description, name).toMatch(/\.$/);
    expect([...titled(runResultSchema).keys()].toSorted()).toEqual([...Object.keys($defs), "RunResult"].toSorted());
  });

  test("names of spaces are those of core", () => {
    const settings = (latent: string): unknown => ({ ...RESULT, settings: { ...RESULT.settings, latent } });
    const names = fc.oneof(
      fc.string(),
      fc.constantFrom("image", "transformation", "latent/fonts", "latent/vae-gan", "latent/", "latent/-a"),
    );
    fc.assert(fc.property(names, (name) => v.is(runResultSchema, settings(name)) === isSpaceName(name)));
  });
});

/** Distances of the images 0, 1, … of one model. */
function record(distance: number[], perturbation: number[], about: Partial<DistanceRecord> = {}): DistanceRecord {
  return {
    cell: { dataset: "fonts", architecture: "cnn", strategy: "normal", size: 250, model: 0 },
    attack: "pgd-linf",
    space: "image",
    population: "adversarial",
    ruler: "fonts",
    exact: true,
    samples: Int32Array.from(distance.keys()),
    distance: Float32Array.from(distance),
    perturbation: Float32Array.from(perturbation),
    toOriginal: Float32Array.from(distance),
    ...about,
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
    const [a, b] = distanceRows([record([1, 2, 3, 4, Number.NaN], [2, 4, 6, 8, 1]), record([0, 0], [0, 0])]);
    expect(a?.distance).toEqual({ q05: expect.closeTo(1.15, 6), q25: 1.75, q50: 2.5, q75: 3.25, q95: expect.closeTo(3.85, 6) });
    expect(a?.ratio?.q50).toBe(0.5);
    expect(b?.ratio).toBeNull();
    expect(b?.histogram).toEqual({ lower: 0, upper: 4, counts: [2, ...Array.from({ length: 99 }, () => 0)] });
    expect([25, 50, 75, 99].map((bin) => a?.histogram.counts[bin])).toEqual([1, 1, 1, 1]);
    expect(distanceRows([record([], [])])[0]?.distance.q50).toBeNull();
  });

  test("a ruler has bins of its own, and a second distance where it measured one", () => {
    const residual = Float32Array.of(3, 5);
    const rows = distanceRows([
      record([1, 2], [2, 2]),
      record([8, 2], [9, 9], { ruler: "knn", exact: false, population: "shrunk", residual }),
    ]);
    expect(rows.map(({ histogram }) => histogram.upper)).toEqual([2, 8]);
    expect(rows.map((row) => row.residual?.q50)).toEqual([undefined, 4]);
    expect(rows[1]).toMatchObject({ ruler: "knn", exact: false, population: "shrunk" });
  });

  test("labels and lessons keep what was found, and null what is not finite", () => {
    const cell = { dataset: "fonts", architecture: "cnn", strategy: "normal", size: 250, model: 1 };
    const found = { attack: "pgd-linf", space: "latent/vae-gan", exact: false, total: 10, kept: 9, leftOut: 2 } as const;
    const { dataset: _, ...key } = cell;
    expect(labelRow({ cell, ...found })).toEqual({ ...key, ...found, largestDifference: null });
    expect(labelRow({ cell, ...found, largestDifference: 0.5 }).largestDifference).toBe(0.5);
    const lesson = { part: "manifold vae-gan", lesson: "class-3", warnings: ["w"] };
    const pictures = { samples: { shape: [1, 2, 1] as const, pixels: Uint8Array.of(0, 255) } };
    expect(lessonRow({ ...lesson, curves: { loss: [2, Infinity] }, figures: { error: 0.1 }, pictures, seconds: 3 })).toEqual({
      ...lesson,
      curves: { loss: [2, null] },
      figures: { error: 0.1 },
      pictures: { samples: { height: 1, width: 2, channels: 1, pixels: "AP8=" } },
    });
  });
});
