import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readResult } from "@disentangle/artifacts";
import { EXIT } from "../../src/process/exit.ts";

/** A dataset of bars and a manifold that is learned in steps. */
export const TOYS = fileURLToPath(new URL("../../test/examples/toy-plugins.mjs", import.meta.url));

/**
 * A run of a second with a bit of everything: a model that is trained, a manifold that is learned in steps,
 * an attack, distances.
 */
export const BASE: readonly string[] = [
  "--plugin",
  TOYS,
  ..."--no-config --profile smoke --claims 1 --dataset bars --manifold means --ruler means --architecture mlp".split(" "),
  ..."--attack pgd-linf:iterations=2 --sizes 20 --attacked 4 --test-images 20 --threads 1".split(" "),
];
/** The same in one process. */
export const ALONE: readonly string[] = [...BASE, "--workers", "0"];

/** Seconds that it may take from nothing. */
export const BASE_SECONDS = 60;

/** The verdicts of the profile smoke are no evidence. */
export const COMPLETE: number = EXIT.inconclusive;

/**
 * All of a result but its times, how it was computed, and what was computed again, as text; "" where there is
 * none.
 */
export async function resultOf(out: string): Promise<string> {
  const path = join(out, "result.json");
  if (!existsSync(path)) return "";
  const { timing: _times, warnings, settings, ...rest } = await readResult(path);
  const { workers: _workers, ...set } = settings;
  return JSON.stringify({ ...rest, settings: set, warnings: warnings.filter((text) => !text.startsWith("A damaged artifact was")) });
}

/** What is wrong with the result in a folder, where another was expected. */
export async function wrongResult(out: string, expected: string): Promise<string[]> {
  try {
    const found = await resultOf(out);
    if (found === "") return ["it ended as if it were complete, without a result"];
    return found === expected ? [] : ["THE RESULT IS ANOTHER than that of an undisturbed run"];
  } catch (error) {
    return [`the result cannot be read: ${String(error)}`];
  }
}
