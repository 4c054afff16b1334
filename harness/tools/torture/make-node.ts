import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Makes a pipe or a device, in a folder of our own.
 *
 * @returns whether this machine lets us
 */
export function makeNode(path: string, ...kind: readonly string[]): boolean {
  try {
    execFileSync("mknod", [path, ...kind], { stdio: "ignore" });
  } catch {
    // Said by the answer.
  }
  return existsSync(path);
}
