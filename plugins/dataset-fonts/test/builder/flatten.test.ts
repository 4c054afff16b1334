import { describe, expect, test } from "vitest";
import { coverage } from "../../builder/coverage.ts";
import { flatten } from "../../builder/flatten.ts";
import type { Command } from "../../builder/outline.ts";

function arc(x1: number, y1: number, x2: number, y2: number, x: number, y: number): Command {
  return { type: "C", x1, y1, x2, y2, x, y };
}

describe("flatten", () => {
  test("scales font units to pixels, turns y down and closes what was left open", () => {
    const commands: Command[] = [
      { type: "M", x: 0, y: 0 },
      { type: "L", x: 100, y: 0 },
      { type: "L", x: 100, y: 200 },
    ];
    expect(flatten(commands, 0.01, 5, 7)).toEqual([
      [5, 7, 6, 7],
      [6, 7, 6, 5],
      [6, 5, 5, 7],
    ]);
  });

  test("follows quadratic and cubic curves through their middle points", () => {
    const quadratic = flatten([{ type: "M", x: 0, y: 0 }, { type: "Q", x1: 50, y1: 100, x: 100, y: 0 }, { type: "Z" }], 1, 0, 0);
    expect(quadratic).toHaveLength(17);
    expect(quadratic[7]!.slice(2)).toEqual([50, -50]);
    const cubic = flatten([{ type: "M", x: 0, y: 0 }, { type: "C", x1: 0, y1: 80, x2: 80, y2: 80, x: 80, y: 0 }, { type: "Z" }], 1, 0, 0);
    expect(cubic[7]!.slice(2)).toEqual([40, -60]);
  });

  test("gives a circle of four cubic arcs its area within half a percent", () => {
    const k = 0.5522847498;
    const circle: Command[] = [
      { type: "M", x: 1, y: 0 },
      arc(1, k, k, 1, 0, 1),
      arc(-k, 1, -1, k, -1, 0),
      arc(-1, -k, -k, -1, 0, -1),
      arc(k, -1, 1, -k, 1, 0),
      { type: "Z" },
    ];
    const covered = coverage(flatten(circle, 10, 14, 14), 28, 28);
    const area = covered.reduce((sum, value) => sum + value, 0);
    expect(Math.abs(area / (100 * Math.PI) - 1)).toBeLessThan(0.005);
  });
});
