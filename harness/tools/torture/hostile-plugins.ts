import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { shuffled, type Arena } from "./arena.ts";
import { ALONE, BASE_SECONDS, TOYS } from "./base-run.ts";
import { wrongsOf } from "./judge.ts";
import { start } from "./real.ts";
import { PLUGINS } from "./hostile-code.ts";

/**
 * Runs with each hostile plugin, in a process of its own: no hang, no stack, no status that it did not earn.
 */
export async function loadPlugins({ place, findings, isOver, random }: Arena, count: number): Promise<void> {
  for (const [name, code] of shuffled(random, PLUGINS).slice(0, count)) {
    if (isOver()) return;
    const folder = place.fresh("hostile");
    const path = join(folder, "hostile.mjs");
    writeFileSync(path, code);
    // The last word on an option counts, and plugins add up.
    const args = [...ALONE, "--plugin", TOYS, path, "--attack", "hostile", "--out", join(folder, "run")];
    const run = start(args, { place, seconds: BASE_SECONDS });
    findings.judge("hostile plugins", name, [...wrongsOf(await run.ended), ...place.touched()]);
  }
}
