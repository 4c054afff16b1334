import { describe, expect, test } from "vitest";
import { peakModule } from "../bench/peak-module.ts";
import { tables } from "../bench/print.ts";
import type { Work } from "../bench/works.ts";

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
    const [, , works, , , , kernels] = tables(new Map([[work, by as never]]), 2).split("\n");
    expect(works).toBe("| a product | 100 (50.0 to 200) |  | 250 (125 to 500) |  | - |  | 2.50 |  |  |");
    // 4e9 operations in 0.1 s; two threads did 1e8 each in 2 ms.
    expect(kernels).toBe("| a product | 40.0 |  | 16.0 | 100 |  | 40 % |  |");
  });
});
