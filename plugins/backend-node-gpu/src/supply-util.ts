import { createRequire } from "node:module";

/**
 * Functions of `node:util` that `@tensorflow/tfjs-node` 4.22 calls, and newer Node has dropped or will drop.
 */
const DROPPED = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: (value: unknown): boolean => Array.isArray(value),
};

/** Puts back what is missing of them, and only that; call it before the package is loaded. */
export function supplyUtil(): void {
  // The module as CommonJS sees it: the package looks its functions up there whenever it calls them.
  const util = createRequire(import.meta.url)("node:util") as Record<string, unknown>;
  for (const [name, substitute] of Object.entries(DROPPED)) util[name] ??= substitute;
}
