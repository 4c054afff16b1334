import { cpSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { EXIT } from "../../src/process/exit.ts";
import { oneOf, type Arena } from "./arena.ts";
import { ALONE, BASE_SECONDS, COMPLETE, wrongResult } from "./base-run.ts";
import { DAMAGES } from "./damages.ts";
import { wrongsOf } from "./judge.ts";
import { OBSTACLES } from "./obstacles.ts";

const KIND = "corruptions";

/** Files that are damaged at once, at most. */
const MOST = 5;

/**
 * Damages files of a finished run, or puts something else in place of one, and starts the run again: it ends
 * with the same result, or says what to remove; and does then.
 */
export async function corrupt({ place, findings, random, resident, pristine, expected, isOver }: Arena, count: number): Promise<void> {
  for (let done = 0; done < count && !isOver();) {
    const folder = place.fresh("corrupted");
    cpSync(pristine, folder, { recursive: true });
    const out = join(folder, "run");
    const args = [...ALONE, "--out", out];
    const isObstacle = random.integer(2) === 0;
    const deeds: string[] = [];
    let target = "";
    for (let left = isObstacle ? 1 : Math.min(1 + random.integer(MOST), count - done); left > 0; left--) {
      const [name, act] = oneOf(random, isObstacle ? OBSTACLES : DAMAGES);
      target = oneOf(random, filesIn(join(folder, random.integer(4) > 0 ? "artifacts" : "run")));
      act({ path: target, random, place });
      deeds.push(`${basename(target)}: ${name}`);
    }
    done += deeds.length;
    const wrongs: string[] = [];
    // Others look at it first, now and then.
    if (random.integer(4) === 0) wrongs.push(...(await look(out)));
    let ended = await resident.run(args, BASE_SECONDS);
    wrongs.push(...wrongsOf(ended, new Set([COMPLETE, ...(isObstacle ? [EXIT.failed, EXIT.usage] : [])])));
    if (isObstacle && ended.status !== COMPLETE && !ended.hung) {
      if (!ended.stderr.includes(basename(target))) wrongs.push(`it does not say what to remove: ${ended.stderr.trim()}`);
      rmSync(target, { recursive: true, force: true });
      ended = await resident.run(args, BASE_SECONDS);
      wrongs.push(...wrongsOf(ended, new Set([COMPLETE])).map((wrong) => `once that is removed, ${wrong}`));
    }
    if (ended.status === COMPLETE) wrongs.push(...(await wrongResult(out, expected)));
    for (const _ of deeds.slice(1)) findings.count(KIND);
    findings.judge(KIND, deeds.join("; "), [...wrongs, ...place.touched()]);
  }

  /** Commands that only read take what they find, or say what is wrong with it. */
  async function look(out: string): Promise<string[]> {
    const wrongs: string[] = [];
    for (const args of [
      ["report", out],
      ["compare", out, join(pristine, "run")],
      ["export", out],
      ["clean", join(out, ".."), "--dry-run"],
    ]) {
      const before = wrongsOf(await resident.run(args));
      wrongs.push(...before.map((wrong) => `${args[0]}: ${wrong}`));
    }
    return wrongs;
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
