import type { Json } from "@disentangle/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, taskKey } from "../src/index.ts";

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe("task keys", () => {
  test("canonical JSON reads back as the value", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("the order in which properties were set does not matter", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), json), (value) => {
        expect(taskKey(Object.fromEntries(Object.entries(value).toReversed()))).toBe(taskKey(value));
      }),
    );
  });

  test("different inputs have different keys", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        fc.pre(canonicalJson(a) !== canonicalJson(b));
        expect(taskKey(a)).not.toBe(taskKey(b));
      }),
    );
  });

  test("is the SHA-256 of the text", () => {
    expect(canonicalJson({ b: [1, "x"], a: null, c: undefined })).toBe('{"a":null,"b":[1,"x"]}');
    expect(taskKey({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });

  test.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["Float32Array", new Float32Array(2)],
    ["undefined", undefined],
  ])("%s is refused, naming its place", (seen, value) => {
    expect(() => canonicalJson({ options: [0, value as Json] })).toThrow(`JSON cannot hold value.options[1], which is ${seen}`);
  });
});
