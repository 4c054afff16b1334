import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Fault, reasonOf } from "@disentangle/core";
import { doing } from "../process/unfinished.ts";
import { lilconfig } from "lilconfig";
import { shareLibraries } from "../parts/one-copy.ts";
import { atPlace } from "../parts/place-of.ts";
import { plainJson } from "./plain-json.ts";

const NAME = "disentangle";
/** How names of config files end. */
const KINDS = [".ts", ".mts", ".js", ".mjs", ".cjs", ".json"];
/** Where a config file is sought, in this order. */
const PLACES = KINDS.map((extension) => `${NAME}.config${extension}`);

/** Options of a file, with where they stand. */
export interface ConfigFile {
  readonly path: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Options from a file: a module with a default export, in TypeScript or JavaScript and in a project of either
 * kind of modules, or JSON. Their names are those of the command line in camelCase. Paths of plugins in it
 * are seen from its folder.
 *
 * @param asked a path; undefined to look for `disentangle.config.ts` and the like in the working directory
 * and above it in the project, or `disentangle` in a `package.json`
 * @returns undefined where none was asked for and none is there
 * @throws Fault `bad-option` where the file cannot be read
 */
export async function readConfig(asked: string | undefined): Promise<ConfigFile | undefined> {
  const explorer = lilconfig(NAME, {
    searchPlaces: [...PLACES, "package.json"],
    loaders: Object.fromEntries(KINDS.map((extension) => [extension, load])),
    // A module that lies above the project is somebody else's to run.
    stopDir: projectAround(process.cwd()),
    cache: false,
  });
  const found = asked === undefined ? await explorer.search() : await explorer.load(demandFile(resolve(asked)));
  if (found === null) return undefined;
  const { filepath: path, config } = found;
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw unreadable(path, new Error("it has no object as default export"));
  }
  const { plugins } = config as { readonly plugins?: unknown };
  const options = Array.isArray(plugins) ? { ...config, plugins: plugins.map((name) => seenFrom(dirname(path), name)) } : config;
  return { path, options: options as ConfigFile["options"] };
}

async function load(path: string): Promise<unknown> {
  try {
    if (extname(path) === ".json") return plainJson(JSON.parse(await readFile(path, "utf8")), "its content");
    shareLibraries();
    const module = (await doing(`reading the config file ${path}`, () => import(pathToFileURL(path).href))) as {
      readonly default?: unknown;
    };
    return plainJson(module.default, "its default export");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function demandFile(path: string): string {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry === undefined) throw unreadable(path, new Error("there is no such file"), CHECK_PATH);
  // Reading a pipe would wait for its writer.
  if (!entry.isFile()) throw unreadable(path, new Error("it is no file"), CHECK_PATH);
  if (!KINDS.includes(extname(path))) throw unreadable(path, new Error(`its name ends with none of ${KINDS.join(", ")}`));
  return path;
}

/**
 * The folder of the project around one, which has a `package.json` or is a checkout; else that folder itself.
 */
function projectAround(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) || existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

const CHECK_PATH = "Check the path after --config; it starts at the working directory.";
const CHECK_EXPORT = 'Export an object such as { profile: "quick", attack: "pgd-linf" } as default, or run with --no-config.';

function unreadable(path: string, cause: unknown, mend = CHECK_EXPORT): Fault {
  return new Fault("bad-option", `The config file ${path} cannot be read: ${reasonOf(cause)}${atPlace(cause, pathToFileURL(path).href)}.`, {
    value: path,
    cause,
    mend,
  });
}

function seenFrom(folder: string, plugin: unknown): unknown {
  return typeof plugin === "string" && plugin.startsWith(".") ? resolve(folder, plugin) : plugin;
}
