import { spawn } from "node:child_process";
import { delimiter } from "node:path";

/** Where and with what a command runs. */
export interface Place {
  readonly cwd: string;
  /** Folder of the `node` it runs on; absent for this one's. */
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a command printed, standard output and error together. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a command as a person would, without the settings of the package manager that started this script. */
export function run(words: readonly string[], { cwd, node, env }: Place): Promise<Ended> {
  // Where certificates are is the machine's business.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|pnpm_|NODE_(?!EXTRA_CA_CERTS)|INIT_CWD)/i.test(name));
  const path = [...(node === undefined ? [] : [node]), process.env["PATH"] ?? ""].join(delimiter);
  const [program, ...args] = words as [string, ...string[]];
  const child = spawn(program, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), CI: "true", NO_COLOR: "1", ...env, PATH: path },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (status) => resolve({ status, output }));
  });
}

/**
 * Runs a command that must end with that status.
 *
 * @returns what it printed
 */
export async function must(words: readonly string[], place: Place, expected = 0): Promise<string> {
  const { status, output } = await run(words, place);
  if (status === expected) return output;
  throw new Error(`${words.join(" ")} in ${place.cwd} ended with status ${status} instead of ${expected}:\n${output}`);
}
