import { describe, expect, test } from "vitest";
import { chooseFaces } from "../../builder/choose-faces.ts";
import { faceName, type RenderedFace } from "../../builder/face.ts";

/** A face that is dark at positions of its own, so that no two are alike. */
function face(id: string, weight: number, own: number): RenderedFace {
  const pixels = new Uint8Array(7840);
  pixels.fill(255, own * 50, own * 50 + 50);
  return {
    package: `@scope/${id}`,
    version: "1.0.0",
    id,
    family: id,
    file: `files/${id}-${weight}.woff`,
    weight,
    style: "normal",
    licence: "OFL-1.1",
    copyright: "",
    pixels,
    fileHash: "",
  };
}

const families = ["one", "two", "three"];
const pool = families.flatMap((id, family) => [100, 300, 400, 700, 900].map((weight, index) => face(id, weight, family * 5 + index)));

function order(seed: string): string[] {
  return chooseFaces(pool, 15, 5, seed).chosen.map(faceName);
}

describe("chooseFaces", () => {
  test("goes round the families, regular first, then bold, then black", () => {
    const { chosen } = chooseFaces(pool, 6, 4, "seed");
    expect(chosen.map(faceName).toSorted()).toEqual(families.flatMap((id) => [`${id} 400-normal`, `${id} 700-normal`]).toSorted());
    const nine = chooseFaces(pool, 9, 4, "seed").chosen.filter((one) => one.id === "one");
    expect(nine.map((one) => one.weight).toSorted((a, b) => a - b)).toEqual([400, 700, 900]);
  });

  test("takes no more of a family than the cap and no more than asked for", () => {
    expect(chooseFaces(pool, 100, 4, "seed").chosen).toHaveLength(12);
    expect(chooseFaces(pool, 100, 5, "seed").chosen).toHaveLength(15);
    expect(chooseFaces(pool, 7, 4, "seed").chosen).toHaveLength(7);
  });

  test("passes over a face nearly equal to a chosen one and takes the family's next", () => {
    const twin = { ...face("two", 700, 2), weight: 400 };
    const { chosen, nearDuplicates } = chooseFaces([face("one", 400, 2), face("one", 700, 4), twin, face("two", 700, 3)], 2, 1, "seed");
    // Which family comes first is the seed's choice; the second one's regular is the duplicate.
    expect([
      ["one 400-normal", "two 700-normal"],
      ["one 700-normal", "two 400-normal"],
    ]).toContainEqual(chosen.map(faceName).toSorted());
    expect(nearDuplicates.map(({ distance }) => distance)).toEqual([0]);
  });

  test("gives the same order for the same seed and another for another", () => {
    expect(order("a")).toEqual(order("a"));
    expect(order("a")).not.toEqual(order("b"));
    expect(order("a").toSorted()).toEqual(order("b").toSorted());
  });
});
