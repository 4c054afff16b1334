import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { Fault, reasonOf, type Kind, type Offer, type Plugin } from "@disentangle/core";
import { doing } from "../process/unfinished.ts";
import { didYouMean } from "../request/nearest.ts";
import { BUILT_IN, type BuiltIn } from "./built-in.ts";
import { shareLibraries } from "./one-copy.ts";
import { packageDigest } from "./package-digest.ts";
import { atPlace } from "./place-of.ts";
import { checkPlugin } from "./plugin-schema.ts";

/** An offer with where it comes from. */
export interface Entry<K extends Kind = Kind> {
  readonly offer: Offer<K>;
  /** Package name of the plugin. */
  readonly plugin: string;
  readonly version: string;
  /** Hash of the plugin's code: results computed with other code are not reused. */
  readonly digest: string;
}

/**
 * All parts on offer, by kind and name. Plugins that come with the harness are loaded when they are asked
 * for.
 */
export class Catalogue {
  /** Of plugins that were loaded, by `kind/id`. */
  readonly #entries = new Map<string, Entry>();
  /** Packages that come with the harness, by the `kind/id` that they offer. */
  readonly #builtIn = new Map<string, string>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #notes = new Set<string>();

  /** The built-in plugins and those named: package names, or paths of a folder or module. */
  static async load(plugins: readonly string[], from: string = process.cwd()): Promise<Catalogue> {
    const catalogue = new Catalogue();
    for (const [name, { offers }] of Object.entries(BUILT_IN)) {
      for (const offer of offers) catalogue.#builtIn.set(offer, name);
    }
    if (plugins.length > 0) shareLibraries();
    for (const name of plugins) {
      const url = locate(name, from);
      const plugin = await load(name, url, () => import(url));
      for (const entry of entriesOf(plugin, url)) catalogue.#take(entry);
    }
    return catalogue;
  }

  /** Names of the offers of a kind; nothing is loaded. */
  names(kind: Kind): readonly string[] {
    return this.#keys(kind).map((key) => key.slice(kind.length + 1));
  }

  /** Adds an offer; it takes the place of an earlier one of the same kind and name, and a note says so. */
  #take(entry: Entry): void {
    const key = nameOf(entry.offer);
    const builtIn = this.#builtIn.get(key);
    const before =
      this.#entries.get(key) ??
      (builtIn === undefined ? undefined : { plugin: builtIn, digest: packageDigest(import.meta.resolve(builtIn)) });
    if (before !== undefined && before.digest !== entry.digest) {
      this.#notes.add(
        `The ${entry.offer.kind} ${entry.offer.id} is that of the plugin ${entry.plugin}, in place of that of ${before.plugin}.`,
      );
    }
    this.#entries.set(key, entry);
  }

  /** Which parts took the place of others, in words. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** The offer of that kind and name; throws a Fault `unknown-part` that lists the names there are. */
  async find<K extends Kind>(kind: K, id: string): Promise<Entry<K>> {
    const entry = await this.#entry(`${kind}/${id}`);
    if (entry === undefined) {
      const known = this.names(kind);
      throw new Fault("unknown-part", `There is no ${kind} "${id}".`, {
        value: id,
        mend: `${didYouMean(id, known)}Choose one of ${known.join(", ") || "none so far"}, or name the plugin that offers it with --plugin.`,
      });
    }
    return entry as Entry<K>;
  }

  /** All offers of a kind, or of every kind. */
  async all(kind?: Kind): Promise<readonly Entry[]> {
    const entries = await Promise.all(this.#keys(kind).map((key) => this.#entry(key)));
    return entries.filter((entry) => entry !== undefined);
  }

  #keys(kind?: Kind): readonly string[] {
    const keys = new Set([...this.#builtIn.keys(), ...this.#entries.keys()]);
    return [...keys].filter((key) => kind === undefined || key.startsWith(`${kind}/`));
  }

  /** An offer of a plugin that was named takes the place of a built-in one. */
  async #entry(key: string): Promise<Entry | undefined> {
    const builtIn = this.#builtIn.get(key);
    if (!this.#entries.has(key) && builtIn !== undefined) {
      const loading = this.#loading.get(builtIn) ?? this.#loadBuiltIn(builtIn);
      this.#loading.set(builtIn, loading);
      await loading;
    }
    return this.#entries.get(key);
  }

  async #loadBuiltIn(name: string): Promise<void> {
    const url = import.meta.resolve(name);
    const plugin = await load(name, url, (BUILT_IN[name] as BuiltIn).load);
    for (const entry of entriesOf(plugin, url)) {
      const key = nameOf(entry.offer);
      if (!this.#entries.has(key)) this.#entries.set(key, entry);
    }
  }
}

function nameOf({ kind, id }: Offer): string {
  return `${kind}/${id}`;
}

/**
 * What a plugin offers; its code is read when somebody asks for its hash.
 *
 * @throws Fault `bad-plugin` where it offers two of one kind and name
 */
function entriesOf({ name, version, offers }: Plugin, url: string): readonly Entry[] {
  const names = offers.map(({ kind, id }) => `${kind} ${id}`);
  const twice = names.find((offered, i) => names.indexOf(offered) < i);
  if (twice !== undefined) {
    throw new Fault("bad-plugin", `${name} offers the ${twice} twice.`, { value: twice, mend: "Give each part an id of its own." });
  }
  let digest: string | undefined;
  return offers.map((offer) => ({
    offer,
    plugin: name,
    version,
    get digest() {
      return (digest ??= packageDigest(url));
    },
  }));
}

/**
 * Where a plugin named on the command line is: a folder or file, else a package as seen from the working
 * directory.
 */
function locate(name: string, from: string): string {
  const isPath = name.startsWith(".") || isAbsolute(name);
  const path = resolve(from, name);
  try {
    if (!isPath) return pathToFileURL(createRequire(join(from, "anchor.js")).resolve(name)).href;
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) throw new Error(`${path} does not exist`);
    // Reading a pipe would wait for its writer.
    if (!there.isDirectory() && !there.isFile()) throw new Error(`${path} is neither a folder nor a file`);
    return pathToFileURL(there.isDirectory() ? entryOf(realpathSync(path)) : path).href;
  } catch (cause) {
    throw new Fault("bad-plugin", `The plugin ${name} cannot be found from ${from}: ${reasonOf(cause).split("\n")[0]}.`, {
      value: name,
      cause,
      mend: isPath
        ? "Name a folder with a package.json whose entry exists (build it where that is built), or a module file."
        : "Install it there, or give its path.",
    });
  }
}

/**
 * The entry of a package in a folder: its source where it names one, since a folder is somebody's working
 * copy and Node runs TypeScript outside `node_modules`; else what its manifest exports.
 */
function entryOf(folder: string): string {
  const { name, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly name?: string;
    readonly exports?: { readonly "."?: { readonly "@disentangle/source"?: string } };
  };
  const source = exports?.["."]?.["@disentangle/source"];
  if (source !== undefined && !folder.split(sep).includes("node_modules") && existsSync(join(folder, source))) return join(folder, source);
  const { resolve: find } = createRequire(join(folder, "anchor.js"));
  // By its own name, which heeds `exports`; a folder alone would be sought by `main`.
  return exports === undefined || name === undefined ? find(folder) : find(name);
}

async function load(name: string, url: string, importIt: () => Promise<unknown>): Promise<Plugin> {
  let module: { readonly default?: unknown };
  try {
    module = (await doing(`loading the plugin ${name}`, importIt)) as { readonly default?: unknown };
  } catch (cause) {
    if (Fault.is(cause)) throw cause;
    throw new Fault("bad-plugin", `The plugin ${name} cannot be loaded: ${reasonOf(cause)}${atPlace(cause, url)}.`, {
      value: name,
      cause,
      mend: mendOf(cause),
    });
  }
  return checkPlugin(name, module.default);
}

function mendOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING") {
    return "Build it, or name its folder outside node_modules: Node runs TypeScript only there.";
  }
  if (code === "ERR_MODULE_NOT_FOUND") return "Install the plugin's dependencies, and build it where its manifest names built files.";
  return "Mend that; the plugin's own tests will show it too.";
}
