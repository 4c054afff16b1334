import { EXIT } from "../../src/process/exit.ts";
import { PATIENCE } from "./patience.ts";

/** A command that is through, or was ended as it hung. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly hung: boolean;
}

/** All statuses that a command may end with. */
const STATUSES: ReadonlySet<number | null> = new Set(Object.values(EXIT));

/**
 * What is wrong with how a command ended, whatever was asked of it.
 *
 * @param allowed statuses; all by default
 */
export function wrongsOf({ status, stdout, stderr, hung }: Ended, allowed: ReadonlySet<number | null> = STATUSES): string[] {
  if (hung) return [`it had not ended ${PATIENCE} s after it should have: ${tail(stdout + stderr)}`];
  const wrongs: string[] = [];
  if (!allowed.has(status)) wrongs.push(`it ended with ${status}: ${tail(stderr)}`);
  const trace = /^\s+at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/m.exec(stderr) ?? /^node:internal.*/m.exec(stderr);
  if (trace !== null) wrongs.push(`it printed a stack trace: ${tail(stderr)}`);
  // oxlint-disable-next-line no-control-regex -- these are what must not get through
  const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.exec(stdout + stderr);
  if (control !== null) wrongs.push(`it printed a control character (U+${control[0].charCodeAt(0).toString(16)})`);
  if (/\b(TypeError|RangeError|ReferenceError|SyntaxError)\b/.test(stderr)) wrongs.push(`it speaks to programmers: ${tail(stderr)}`);
  if ((status === EXIT.failed || status === EXIT.usage) && stderr.trim() === "") wrongs.push(`it ended with ${status} and said nothing`);
  return wrongs;
}

function tail(text: string): string {
  return text.trim().slice(-400);
}
