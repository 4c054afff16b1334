import { partOf, type Attack, type Kind } from "@disentangle/core";
import cnn from "@disentangle/architecture-cnn";
import pgd from "@disentangle/attack-pgd-linf";
import cpu from "@disentangle/backend-cpu";
import fonts from "@disentangle/dataset-fonts";
import manifold from "@disentangle/manifold-fonts";
import { describe, expect, test } from "vitest";
import { lacks } from "../src/parts/made-part.ts";

const made = await Promise.all(
  (
    [
      ["attack", pgd],
      ["architecture", cnn],
      ["dataset", fonts],
      ["backend", cpu],
    ] as const
  ).map(async ([kind, plugin]): Promise<[Kind, object]> => [kind, await partOf(plugin, kind, {})]),
);

describe.each(made)("a part of the kind %s", (kind, part) => {
  test("that is one is let through, also where it is an instance of a class", () => {
    expect(lacks(kind, part)).toBeUndefined();
    expect(lacks(kind, Object.create(part) as object)).toBeUndefined();
  });

  test("that lacks anything the harness calls is refused by its name", () => {
    const names = new Set<string>();
    for (let one: object = part; one !== Object.prototype; one = Object.getPrototypeOf(one) as object) {
      for (const name of Object.getOwnPropertyNames(one)) if (name !== "constructor") names.add(name);
    }
    const without = [...names].map((name) => lacks(kind, Object.defineProperty(Object.create(part), name, { value: undefined }) as object));
    expect(without.filter((words) => words !== undefined).length).toBeGreaterThanOrEqual(2);
    for (const words of without) expect(words ?? "a method of its own").not.toContain("Invalid");
  });

  test.each([undefined, null, 3, "part"])("that is %s is refused", (nothing) => {
    expect(lacks(kind, nothing)).toBe(`make answers ${String(nothing)}`);
  });
});

test("a norm without its functions is refused", () => {
  const [, attack] = made[0] as [Kind, object];
  expect(lacks("attack", { ...attack, norm: { id: "huh" } })).toMatch(/norm\.name is missing; norm\.of is missing/);
});

test("a minimum-norm attack beside another is unbounded and of its norm", () => {
  const [, attack] = made[0] as [Kind, object];
  const { norm } = attack as Attack;
  const beside = (minimumNorm: object): string | undefined => lacks("attack", { ...attack, minimumNorm });
  expect(beside({ ...attack, bounded: false })).toBeUndefined();
  expect(beside({ ...attack, bounded: true })).toMatch(/minimumNorm\.bounded must be false/);
  expect(beside({ ...attack, bounded: false, norm: { ...norm, id: "l7" } })).toMatch(/minimumNorm must be of the same norm/);
});

test("a manifold to be learned is one, without lessons it is none", () => {
  expect(manifold.offers.some(({ kind }) => kind === "manifold")).toBe(true);
  const learned = { exact: false, lessons: [{ id: "all", cost: 1, learn: () => undefined }], assemble: () => undefined };
  expect(lacks("manifold", learned)).toBeUndefined();
  expect(lacks("manifold", { ...learned, lessons: undefined })).toMatch(/is no manifold/);
});
