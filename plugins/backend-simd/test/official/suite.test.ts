import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { SuiteOutcome } from "./run-suite.ts";

/** How many specs tfjs-core 4.22 has for a synchronous backend in Node that is not its own `cpu`. */
const SPECS = 4230;

/** Specs that tfjs itself has switched off, for every backend. */
const PENDING = [
  "debug on A x B",
  "IS_BROWSER isBrowser: true",
  "IS_BROWSER isBrowser: false",
  "kernel_registry errors when registering the same kernel twice",
  "gradient registry warning when registering the same gradient twice",
];

/**
 * A spec that expects of logical operations to have no gradient; here it is zero, as models with a mask need
 * one.
 */
const MENDED = "gradients simd {} errors if relevant ops are missing grads";

describe("the test suite of tfjs-core", () => {
  // In a process of its own: it replaces globals, and starts and ends the backend hundreds of times.
  test.each([1, 2])("passes with %i threads, but for a spec whose gradient is mended", { timeout: 600_000 }, async (threads) => {
    const program = join(import.meta.dirname, "run.ts");
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@disentangle/source", program, "simd", String(threads)], {
      maxBuffer: 2 ** 26,
      timeout: 590_000,
    });
    const { ran, pending, failed } = JSON.parse(stdout.trim().split("\n").at(-1)!) as SuiteOutcome;
    expect(failed).toEqual([{ name: MENDED, messages: ["Expected function to throw an Error."] }]);
    expect(pending).toEqual(PENDING);
    expect(ran + pending.length).toBeGreaterThanOrEqual(SPECS);
  });
});
