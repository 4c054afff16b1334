import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALIGNMENT, Allocator, roundSize } from "../src/allocator.ts";

const START = 65_536;
const END = START + 2 ** 22;

/** What remains to be handed out when everything is one free block. */
function largest(allocator: Allocator): number {
  let low = 0;
  let high = (END - START) / ALIGNMENT;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const address = allocator.allocate(middle * ALIGNMENT);
    if (address !== undefined) allocator.free(address);
    if (address === undefined) high = middle - 1;
    else low = middle;
  }
  return low * ALIGNMENT;
}

describe("Allocator", () => {
  test("hands out aligned blocks that do not overlap, and joins all of them again", () => {
    const step = fc.oneof(
      fc.record({ bytes: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 300_000 })) }),
      fc.record({ free: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const allocator = new Allocator(START, END);
        const whole = largest(allocator);
        const live: { address: number; bytes: number }[] = [];
        for (const action of steps) {
          if ("free" in action) {
            if (live.length > 0) allocator.free(live.splice(action.free % live.length, 1)[0]!.address);
            continue;
          }
          const address = allocator.allocate(action.bytes);
          if (address === undefined) continue;
          expect(address % ALIGNMENT).toBe(0);
          expect(address).toBeGreaterThanOrEqual(START);
          expect(address + action.bytes).toBeLessThanOrEqual(END);
          for (const other of live) {
            expect(
              address + action.bytes <= other.address || other.address + other.bytes <= address || action.bytes * other.bytes === 0,
            ).toBe(true);
            expect(address).not.toBe(other.address);
          }
          live.push({ address, bytes: action.bytes });
        }
        expect(allocator.blocksUsed).toBe(live.length);
        expect(allocator.bytesUsed).toBe(live.reduce((sum, { bytes }) => sum + roundSize(bytes), 0));
        for (const { address } of live) allocator.free(address);
        expect(allocator.bytesUsed).toBe(0);
        expect(largest(allocator)).toBe(whole);
      }),
    );
  });

  test("a loop of the same sizes goes on with the same addresses", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const allocator = new Allocator(START, END);
        const round = (): (number | undefined)[] => {
          const addresses = sizes.map((bytes) => allocator.allocate(bytes));
          for (const address of addresses) if (address !== undefined) allocator.free(address);
          return addresses;
        };
        expect(round()).toEqual(round());
      }),
    );
  });

  test("rounds sizes up by at most an eighth and a line", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (bytes) => {
        const rounded = roundSize(bytes);
        expect(rounded).toBeGreaterThanOrEqual(Math.max(bytes, ALIGNMENT));
        expect(rounded).toBeLessThanOrEqual(bytes * 1.125 + ALIGNMENT);
        expect(rounded % ALIGNMENT).toBe(0);
        expect(roundSize(rounded)).toBe(rounded);
      }),
    );
  });

  test("uses what is added at the end, joined to a free block before it", () => {
    const allocator = new Allocator(START, START + 1024);
    expect(allocator.allocate(2048)).toBeUndefined();
    allocator.extend(START + 1024 + allocator.shortfall(2048));
    expect(allocator.allocate(2048)).toBe(START);
  });

  test("refuses to free what is not in use", () => {
    const allocator = new Allocator(START, END);
    const address = allocator.allocate(10)!;
    allocator.free(address);
    expect(() => allocator.free(address)).toThrow(RangeError);
  });
});
