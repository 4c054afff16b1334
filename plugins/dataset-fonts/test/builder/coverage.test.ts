import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coverage } from "../../builder/coverage.ts";
import type { Segment } from "../../builder/flatten.ts";

type Point = readonly [x: number, y: number];

function polygon(...points: readonly Point[]): Segment[] {
  return points.map(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return [x, y, nextX, nextY];
  });
}

function rectangle(left: number, top: number, right: number, bottom: number): Segment[] {
  return polygon([left, top], [right, top], [right, bottom], [left, bottom]);
}

function reversed(segments: readonly Segment[]): Segment[] {
  return segments.map(([x0, y0, x1, y1]) => [x1, y1, x0, y0]);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe("coverage", () => {
  test("of a rectangle is the product of what its sides cover of each pixel", () => {
    const covered = coverage(rectangle(0.3, 1.6, 2.5, 2.75), 4, 4);
    const columns = [0.7, 1, 0.5, 0];
    const rows = [0, 0.4, 0.75, 0];
    for (const [y, row] of rows.entries()) {
      for (const [x, column] of columns.entries()) expect(covered[y * 4 + x]).toBeCloseTo(row * column, 12);
    }
  });

  test("of a half pixel triangle is a half, on either side of the diagonal", () => {
    expect(coverage(polygon([0, 0], [1, 0], [0, 1]), 1, 1)[0]).toBeCloseTo(0.5, 12);
    expect(coverage(polygon([1, 1], [1, 0], [0, 1]), 1, 1)[0]).toBeCloseTo(0.5, 12);
  });

  test("of a triangle sums to its area, whatever its direction", () => {
    const coordinate = fc.double({ min: 0, max: 8, noNaN: true });
    const point = fc.tuple(coordinate, coordinate);
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const segments = polygon(a, b, c);
        const area = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
        expect(total(coverage(segments, 8, 8))).toBeCloseTo(area, 8);
        expect(total(coverage(reversed(segments), 8, 8))).toBeCloseTo(area, 8);
      }),
    );
  });

  test("leaves out a hole of opposite direction", () => {
    const covered = coverage([...rectangle(0, 0, 3, 3), ...reversed(rectangle(1, 1, 2, 2))], 3, 3);
    expect([...covered]).toEqual([1, 1, 1, 1, 0, 1, 1, 1, 1]);
  });

  test("counts overlapping contours once", () => {
    const covered = coverage([...rectangle(0, 0, 2.25, 1), ...rectangle(0.5, 0, 2.5, 1)], 3, 1);
    expect(covered[0]).toBeCloseTo(1, 12);
    expect(covered[1]).toBeCloseTo(1, 12);
    expect(covered[2]).toBeCloseTo(0.5, 12);
  });

  test("cuts off what lies outside the canvas without moving the rest", () => {
    const covered = coverage(polygon([-2, -2], [2, -2], [2, 2], [-2, 2]), 3, 3);
    expect([...covered]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
    const slanted = polygon([-3, 1], [1, -3], [5, 1], [1, 5]);
    const whole = coverage(
      slanted.map(([x0, y0, x1, y1]): Segment => [x0 + 4, y0 + 4, x1 + 4, y1 + 4]),
      12,
      12,
    );
    const part = coverage(slanted, 3, 3);
    for (let y = 0; y < 3; y++) for (let x = 0; x < 3; x++) expect(part[y * 3 + x]).toBeCloseTo(whole[(y + 4) * 12 + x + 4]!, 12);
  });
});
