import { Fault } from "@disentangle/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPart, parsePart, splitParts } from "../src/request/part-choice.ts";

describe("parsePart", () => {
  test.each([
    ["pgd-linf", { id: "pgd-linf", options: {} }],
    ["pgd-linf:iterations=80,learningRate=0.01", { id: "pgd-linf", options: { iterations: 80, learningRate: 0.01 } }],
    ["fonts:ranges=easy", { id: "fonts", options: { ranges: "easy" } }],
    ["simd:shared=false", { id: "simd", options: { shared: false } }],
  ])("reads %s", (text, choice) => {
    expect(parsePart(text)).toEqual(choice);
  });

  test.each(["", "PGD", "pgd-linf:iterations", "pgd-linf:=3", ":a=1"])("refuses %j with how to write it", (text) => {
    expect(() => parsePart(text)).toThrow(Fault);
    expect(() => parsePart(text)).toThrow(/Write/);
  });

  test("formatPart writes what parsePart reads", () => {
    const value = fc.oneof(fc.integer(), fc.boolean(), fc.constantFrom("easy", "run-through"));
    const options = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/), value);
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), options, (id, given) => {
        expect(parsePart(formatPart({ id, options: given }))).toEqual({ id, options: { ...given } });
      }),
    );
  });
});

test.each([
  ["cnn, mlp", ["cnn", "mlp"]],
  ["apgd-linf:iterations=40,cw-l2", ["apgd-linf:iterations=40", "cw-l2"]],
  ["cnn,cnn:channels=8,hidden=50,mlp", ["cnn", "cnn:channels=8,hidden=50", "mlp"]],
  ["cw-l2:iterations=10,searchSteps=2,cw-l2:iterations=20", ["cw-l2:iterations=10,searchSteps=2", "cw-l2:iterations=20"]],
  [",cnn,", ["cnn"]],
])("%s names the parts %j", (text, names) => {
  expect(splitParts(text)).toEqual(names);
});
