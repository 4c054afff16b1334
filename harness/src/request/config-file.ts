import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Fault, reasonOf } from "@disentangle/core";
import { doing } from "../process/unfinished.ts";
import { atPlace } from "../parts/place-of.ts";
import { plainJson } from "./plain-json.ts";

/**
 * Options from a file: a module with a default export, or JSON. Their names are those of the command line in
 * camelCase.
 *
 * @throws Fault `bad-option` where the file cannot be read
 */
export async function readConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  const file = resolve(path);
  try {
    // Reading a pipe would wait for its writer.
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === false) throw new Error("it is no file");
    const content: unknown =
      extname(file) === ".json"
        ? JSON.parse(await readFile(file, "utf8"))
        : ((await doing(`reading the config file ${path}`, () => import(pathToFileURL(file).href))) as { readonly default?: unknown })
            .default;
    if (typeof content !== "object" || content === null || Array.isArray(content)) throw new Error("it has no object as default export");
    return plainJson(content, "its default export") as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new Fault(
      "bad-option",
      `The config file ${file} cannot be read: ${reasonOf(cause)}${atPlace(cause, pathToFileURL(file).href)}.`,
      {
        value: path,
        cause,
        mend: 'Export an object such as { profile: "quick", attack: "pgd-linf" } as default.',
      },
    );
  }
}
