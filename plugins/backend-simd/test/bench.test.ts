import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { peakModule } from "../bench/peak-module.ts";
import { tables } from "../bench/print.ts";
import { type Work, WORKS } from "../bench/works.ts";
import { writeTables } from "../bench/write-tables.ts";

describe("the benchmark", () => {
  test.each([true, false])("measures the peak by a loop that computes what it should (relaxed: %s)", async (relaxed) => {
    const { instance } = await WebAssembly.instantiate(peakModule(relaxed));
    const spin = instance.exports["spin"] as (turns: number) => number;
    // Accumulator i starts at i and moves half way towards 1 in every turn.
    const expected = (turns: number): number => 12 + (66 - 12) / 2 ** turns;
    for (const turns of [1, 2, 5, 1000]) expect(spin(turns)).toBeCloseTo(expected(turns), 4);
  });

  test("prints ratios of medians, rates and shares of the peak", () => {
    const work: Work = { name: "product", title: "a product", operations: 4e9, runs: 1, rounds: 1 };
    const took = (median: number): object => ({ median, least: median / 2, most: 2 * median, runs: 3 });
    const by = { simd: took(100), torch: took(250), cpu: { why: "would take too long" }, peak: took(2) };
    const [head, , works, , kernelHead, , kernels] = tables(new Map([[work, by as never]]), 2).split("\n");
    // Who took no part has no column.
    expect(head).toBe("| median ms (least to most) | simd | torch | cpu | × faster than torch | × faster than cpu |");
    expect(works).toBe("| a product | 100 (50.0 to 200) | 250 (125 to 500) | - | 2.50 |  |");
    expect(kernelHead).toBe(
      "| GFLOP/s | simd | simd 1 thread | torch | WASM peak | WASM peak 1 thread | share of peak | share, 1 thread |",
    );
    // 4e9 operations in 0.1 s; two threads did 1e8 each in 2 ms.
    expect(kernels).toBe("| a product | 40.0 |  | 16.0 | 100 |  | 40 % |  |");
  });

  test("writes tables between the marks of a page, and nowhere else", () => {
    const page = join(mkdtempSync(join(tmpdir(), "tables-")), "README.md");
    writeFileSync(page, "before\n<!-- bench -->\nold\n<!-- end of bench -->\nafter\n");
    for (const text of ["one", "two"]) {
      writeTables(page, text);
      expect(readFileSync(page, "utf8")).toBe(`before\n<!-- bench -->\n\n${text}\n\n<!-- end of bench -->\nafter\n`);
    }
    writeFileSync(page, "no marks");
    expect(() => writeTables(page, "x")).toThrow(/has no place for tables/);
    expect(readFileSync(page, "utf8")).toBe("no marks");
  });

  test.each(["torch", "jax", "tensorflow"])("%s does works that there are", (library) => {
    const program = readFileSync(new URL(`../bench/${library}_bench.py`, import.meta.url), "utf8");
    const named = [...program.matchAll(/^WORKS = \{([^}]*)\}/gms)].flatMap(([, body]) => [...(body ?? "").matchAll(/"([a-z0-9-]+)":/g)]);
    const known = WORKS.map(({ name }) => name);
    expect(named.length).toBeGreaterThan(3);
    for (const [, name] of named) expect(known).toContain(name);
  });
});
