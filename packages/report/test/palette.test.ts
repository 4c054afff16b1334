import { describe, expect, test } from "vitest";
import { STYLE } from "../src/page/style.ts";

// Whether series are told apart by those who lack one kind of cone, by colour alone; their marks differ
// besides.

type Triple = readonly [number, number, number];

/** Simulation of full deficiency on linear RGB (Machado, Oliveira and Fernandes, 2009, severity 1). */
const DEFICIENCIES: Readonly<Record<string, readonly Triple[]>> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): Triple {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** OKLab of linear RGB (Ottosson, 2020). */
function oklab([r, g, b]: Triple): Triple {
  const [l, m, s] = [
    0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
    0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
    0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
  ].map((value) => Math.cbrt(Math.max(0, value))) as [number, number, number];
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const seen = (hex: string, matrix: readonly Triple[]): Triple => {
  const rgb = linear(hex);
  return oklab(matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * (rgb[i] as number), 0)) as unknown as Triple);
};

const palettes = [...STYLE.matchAll(/--series-0[\s\S]*?--series-7: #\w{6}/g)].map(([block]) => block.match(/#\w{6}/g) as string[]);

describe.each(["light", "dark"])("%s", (scheme) => {
  const colors = palettes[scheme === "light" ? 0 : 1] as string[];
  test.each(Object.entries(DEFICIENCIES))("the first five series differ in colour under %s", (_, matrix) => {
    expect(colors).toHaveLength(8);
    // Most runs have three strategies, the standard profile five.
    const shown = colors.slice(0, 5).map((color) => seen(color, matrix));
    for (const [i, a] of shown.entries()) {
      for (const [j, b] of shown.entries()) {
        if (j > i)
          expect(Math.hypot(...a.map((value, k) => value - (b[k] as number))), `${colors[i]} and ${colors[j]}`).toBeGreaterThan(0.08);
      }
    }
  });
});
