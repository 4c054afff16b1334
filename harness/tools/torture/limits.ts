import { join } from "node:path";
import { EXIT } from "../../src/process/exit.ts";
import { shuffled, type Arena } from "./arena.ts";
import { ALONE, BASE_SECONDS, COMPLETE, wrongResult } from "./base-run.ts";
import { wrongsOf } from "./judge.ts";
import { COMMAND, startProgram } from "./real.ts";
import { shellWords } from "./shell.ts";

/**
 * What a shell forbids its commands: open files, seconds of processor, blocks of a file, memory, stack, core
 * files.
 */
const LIMITS: readonly string[] = [
  ...[3, 8, 12, 16, 20, 24, 32, 48, 64].map((files) => `-n ${files}`),
  ...[0, 1, 16].map((blocks) => `-f ${blocks}`),
  ...[1, 2].map((seconds) => `-t ${seconds}`),
  ...[200_000, 1_000_000, 4_000_000, 16_000_000].map((kilobytes) => `-v ${kilobytes}`),
  ...[256, 1024].map((kilobytes) => `-s ${kilobytes}`),
  "-c 0",
];

/**
 * Node and native code say what they like where a process gets too little to begin with: our first line is
 * not reached.
 */
const NODE_SPEAKS = /^-[vts] |^-n (3|8|12|16|20)$/;

/**
 * Runs where little is allowed: complete, or refused with a line; and then, with all allowed, the same
 * result.
 */
export async function limit({ place, findings, random, resident, expected, isOver }: Arena): Promise<void> {
  for (const allowed of shuffled(random, LIMITS)) {
    if (isOver()) return;
    const out = join(place.fresh("limited"), "run");
    const { ended } = startProgram(["sh", "-c", `ulimit ${allowed} && exec ${shellWords([...COMMAND, ...ALONE, "--out", out])}`], {
      place,
      seconds: BASE_SECONDS,
    });
    const result = await ended;
    const wrongs = NODE_SPEAKS.test(allowed) ? verdictOf(result) : wrongsOf(result, new Set([COMPLETE, EXIT.failed, EXIT.usage]));
    if (result.status === COMPLETE) wrongs.push(...(await wrongResult(out, expected)));
    const again = await resident.run([...ALONE, "--out", out], BASE_SECONDS);
    wrongs.push(
      ...wrongsOf(again, new Set([COMPLETE])).map((wrong) => `with all allowed again, ${wrong}`),
      ...(await wrongResult(out, expected)),
    );
    findings.judge("limits", `ulimit ${allowed}`, [...wrongs, ...place.touched()]);
  }
}

function verdictOf({ status, hung }: { readonly status: number | null; readonly hung: boolean }): string[] {
  if (hung) return ["it hangs"];
  return status === EXIT.supported || status === EXIT.refuted ? [`it ended with the verdict ${status}`] : [];
}
