import { Fault } from "@disentangle/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTensors, encodeTensors, stored, takeTensor, type StoredTensor, type StoredTensors } from "../src/index.ts";

/** Written by the Python library safetensors 0.8.0 with numpy: the tensors below. */
const FROM_PYTHON =
  "mAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIGJ5Ijoic2FmZXRlbnNvcnMgMC44LjAifSwid2lkZSI6eyJkdHlwZSI6Ikk2NCIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzAsOF19LCJlbXB0eSI6eyJkdHlwZSI6IkY2NCIsInNoYXBlIjpbMCw0XSwiZGF0YV9vZmZzZXRzIjpbOCw4XX0sInNjYWxhciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbOCwxMl19LCJ3ZWlnaHRzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDNdLCJkYXRhX29mZnNldHMiOlsxMiwzNl19LCJsYWJlbHMiOnsiZHR5cGUiOiJJMzIiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlszNiw0OF19LCJmbGFncyI6eyJkdHlwZSI6IlU4Iiwic2hhcGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbNDgsNTFdfX0gICAgICAAAAAAAP///wAAIEAAAAAAAACAPgAAAD8AAEA/AACAPwAAoD8DAAAA/////wcAAAABAAE=";

const SAME: StoredTensors = {
  weights: stored(Float32Array.of(0, 0.25, 0.5, 0.75, 1, 1.25), [2, 3]),
  labels: stored(Int32Array.of(3, -1, 7)),
  flags: stored(Uint8Array.of(1, 0, 1)),
  wide: { dtype: "I64", shape: [1], data: BigInt64Array.of(-(2n ** 40n)) },
  empty: { dtype: "F64", shape: [0, 4], data: new Float64Array(0) },
  scalar: stored(Float32Array.of(2.5), []),
};

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const tensor: fc.Arbitrary<StoredTensor> = fc
  .tuple(shape, fc.constantFrom("F32", "F64", "I32", "U8", "I64"), fc.integer())
  .map(([sizes, dtype, seed]) => {
    const numbers = Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, i) => Math.imul(seed + i, 2654435761));
    switch (dtype) {
      case "F32":
        return stored(
          Float32Array.from(numbers, (n) => n / 7),
          sizes,
        );
      case "F64":
        return { dtype, shape: sizes, data: Float64Array.from(numbers, (n) => n / 7) };
      case "I32":
        return stored(Int32Array.from(numbers), sizes);
      case "U8":
        return stored(Uint8Array.from(numbers), sizes);
      case "I64":
        return { dtype, shape: sizes, data: BigInt64Array.from(numbers, BigInt) };
    }
  });
const name = fc
  .oneof(fc.string({ maxLength: 8 }), fc.constantFrom("0", "10", "constructor", "toString", "é€"))
  .filter((n) => !n.startsWith("__"));
const tensors = fc.dictionary(name, tensor, { maxKeys: 5 });

/** The header of a file and its numbers put together by hand. */
function file(header: unknown, numbers: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + numbers);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (begin: number, end: number, length = end - begin): object => ({ dtype: "U8", shape: [length], data_offsets: [begin, end] });

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return Fault.is(error) ? error.code : String(error);
  }
  return "nothing thrown";
}

describe("safetensors", () => {
  test("what was written is what is read, names, metadata and empty tensors included", () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(name, fc.string(), { maxKeys: 3 }), (given, metadata) => {
        const decoded = decodeTensors(encodeTensors(given, metadata));
        expect(decoded.tensors).toEqual({ ...given });
        expect(decoded.metadata).toEqual({ ...metadata });
      }),
    );
  });

  test("reads what Python's library writes", () => {
    const decoded = decodeTensors(Buffer.from(FROM_PYTHON, "base64"));
    expect(decoded.tensors).toEqual(SAME);
    expect(decoded.metadata).toEqual({ "made by": "safetensors 0.8.0" });
  });

  test("writes byte for byte what Python's library writes", () => {
    expect(Buffer.from(encodeTensors(SAME, { "made by": "safetensors 0.8.0" })).toString("base64")).toBe(FROM_PYTHON);
  });

  test("the order of names changes nothing", () => {
    const reversed = Object.fromEntries(Object.entries(SAME).toReversed());
    expect(encodeTensors(reversed)).toEqual(encodeTensors(SAME));
  });

  test("every tensor starts at a multiple of its element", () => {
    fc.assert(
      fc.property(tensors, (given) => {
        const bytes = encodeTensors(given);
        const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
          string,
          { data_offsets: [number, number] }
        >;
        for (const [key, { data_offsets }] of Object.entries(header)) {
          expect((8 + length + data_offsets[0]) % (given[key]?.data.BYTES_PER_ELEMENT ?? 0)).toBe(0);
        }
      }),
    );
  });

  test("a file cut short anywhere, or with bytes appended, is refused", () => {
    const bytes = encodeTensors(SAME, { note: "x" });
    for (let length = 0; length < bytes.length; length++) expect(codeOf(() => decodeTensors(bytes.subarray(0, length)))).toBe("bad-data");
    expect(codeOf(() => decodeTensors(Buffer.concat([bytes, Buffer.of(0)])))).toBe("bad-data");
  });

  test.each([
    ["overlapping tensors", file({ a: entry(0, 4), b: entry(2, 6) }, 6)],
    ["the same bytes twice", file({ a: entry(0, 4), b: entry(0, 4) }, 4)],
    ["a gap", file({ a: entry(0, 2), b: entry(4, 6) }, 6)],
    ["offsets beyond the file", file({ a: entry(0, 9) }, 6)],
    ["offsets the wrong way round", file({ a: entry(4, 0, 4) }, 4)],
    ["negative offsets", file({ a: entry(-4, 0) }, 0)],
    ["a shape that disagrees with its bytes", file({ a: entry(0, 4, 5) }, 4)],
    ["a shape whose product overflows", file({ a: { dtype: "U8", shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] } }, 4)],
    ["a negative size", file({ a: { dtype: "U8", shape: [-2, -2], data_offsets: [0, 4] } }, 4)],
    ["an unknown type", file({ a: { dtype: "F4", shape: [4], data_offsets: [0, 4] } }, 4)],
    ["a type that is a property of every object", file({ a: { dtype: "constructor", shape: [4], data_offsets: [0, 4] } }, 4)],
    ["a header that is an array", file([], 0)],
    ["a header that is no JSON", file("{", 0)],
    ["a header that is no UTF-8", Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0xff)],
    ["a header longer than the file", Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123, 125)],
    ["metadata that are not text", file({ __metadata__: { a: 1 } }, 0)],
  ])("%s is refused", (_, bytes) => {
    expect(codeOf(() => decodeTensors(bytes))).toBe("bad-data");
  });

  test("a tensor whose shape and data disagree is not written", () => {
    expect(codeOf(() => encodeTensors({ a: stored(new Float32Array(3), [2]) }))).toBe("bad-option");
    expect(codeOf(() => encodeTensors({ __metadata__: stored(new Uint8Array(1)) }))).toBe("bad-option");
  });

  test("taking a tensor that is absent or of another type says so", () => {
    expect(takeTensor(SAME, "labels", "I32").data[1]).toBe(-1);
    expect(() => takeTensor(SAME, "labels", "F32")).toThrow(/"labels" of type F32 was expected; it is I32/);
    expect(() => takeTensor({}, "toString", "F32")).toThrow(/there are none/);
  });
});
