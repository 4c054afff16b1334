import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import type { Held } from "./growth.ts";

// JavaScript's own nursery grows in jumps of up to 32 MiB while there is work; kept small, it hides nothing.
const flags = ["--expose-gc", "--max-semi-space-size=1", "--conditions=@disentangle/source"];

test("training holds no more after 500 steps than after 100", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(import.meta.dirname, "growth.ts"), "500"], {
    timeout: 50_000,
  });
  const held = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Held);
  expect(held.map(({ step }) => step)).toEqual([100, 200, 300, 400, 500]);
  const [first] = held as [Held];
  for (const { tensors, heapBytes, bytesUsed, residentBytes } of held) {
    expect({ tensors, heapBytes, bytesUsed }).toEqual({ tensors: first.tensors, heapBytes: first.heapBytes, bytesUsed: first.bytesUsed });
    // One batch kept per step would be 20 MB in 400 steps; compiled code and the heap of JavaScript move by 2
    // or 3 MB.
    expect(residentBytes - first.residentBytes).toBeLessThan(10e6);
  }
});
