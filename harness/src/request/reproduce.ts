import { COMMAND } from "../parts/checkout.ts";

/** What changes no result; the address of a queue may hold a password besides. */
const CIRCUMSTANCES = new Set(["out", "threads", "workers", "queue", "store"]);

/**
 * The command that does the same again. Where results go is left out, and what changes none of them.
 *
 * @param given options of the command line, in camelCase
 */
export function reproduce(given: Readonly<Record<string, unknown>>, config?: string, command: string = COMMAND): string {
  const words = [command];
  if (config !== undefined) words.push("--config", quoted(config));
  for (const [name, value] of Object.entries(given)) {
    if (CIRCUMSTANCES.has(name)) continue;
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    for (const text of Array.isArray(value) ? valuesOf(name, value.map(String)) : [String(value)]) words.push(flag, quoted(text));
  }
  return words.join(" ");
}

/** Plugins are given one by one; all other lists with commas. */
function valuesOf(name: string, list: readonly string[]): readonly string[] {
  return name === "plugin" ? list : [list.join(",")];
}

/** A word that a shell takes as it is. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
