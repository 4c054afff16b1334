import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { Fault, reasonOf, type Kind, type Offer, type Plugin } from "@disentangle/core";
import { didYouMean } from "../request/nearest.ts";
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

/** The plugins that come with the harness. */
const BUILT_IN: Readonly<Record<string, () => Promise<unknown>>> = {
  "@disentangle/backend-simd": () => import("@disentangle/backend-simd"),
  "@disentangle/backend-webgpu": () => import("@disentangle/backend-webgpu"),
  "@disentangle/backend-node-gpu": () => import("@disentangle/backend-node-gpu"),
  "@disentangle/backend-cpu": () => import("@disentangle/backend-cpu"),
  "@disentangle/dataset-fonts": () => import("@disentangle/dataset-fonts"),
  "@disentangle/dataset-emnist": () => import("@disentangle/dataset-emnist"),
  "@disentangle/dataset-fashion-mnist": () => import("@disentangle/dataset-fashion-mnist"),
  "@disentangle/dataset-celeba": () => import("@disentangle/dataset-celeba"),
  "@disentangle/dataset-images": () => import("@disentangle/dataset-images"),
  "@disentangle/manifold-fonts": () => import("@disentangle/manifold-fonts"),
  "@disentangle/manifold-knn": () => import("@disentangle/manifold-knn"),
  "@disentangle/manifold-vae-gan": () => import("@disentangle/manifold-vae-gan"),
  "@disentangle/architecture-cnn": () => import("@disentangle/architecture-cnn"),
  "@disentangle/architecture-mlp": () => import("@disentangle/architecture-mlp"),
  "@disentangle/architecture-resnet13": () => import("@disentangle/architecture-resnet13"),
  "@disentangle/architecture-vgg": () => import("@disentangle/architecture-vgg"),
  "@disentangle/attack-pgd-linf": () => import("@disentangle/attack-pgd-linf"),
  "@disentangle/attack-pgd-l2": () => import("@disentangle/attack-pgd-l2"),
  "@disentangle/attack-pgd-l1": () => import("@disentangle/attack-pgd-l1"),
  "@disentangle/attack-cw-l2": () => import("@disentangle/attack-cw-l2"),
  "@disentangle/attack-apgd-linf": () => import("@disentangle/attack-apgd-linf"),
  "@disentangle/attack-transfer": () => import("@disentangle/attack-transfer"),
  "@disentangle/attack-random": () => import("@disentangle/attack-random"),
  "@disentangle/claims-stutz2019": () => import("@disentangle/claims-stutz2019"),
};

/** All parts on offer, by kind and name. */
export class Catalogue {
  readonly #entries = new Map<string, Entry>();

  /** The built-in plugins and those named: package names, or paths of a folder or module. */
  static async load(plugins: readonly string[], from: string = process.cwd()): Promise<Catalogue> {
    const catalogue = new Catalogue();
    for (const [name, importIt] of Object.entries(BUILT_IN)) {
      const url = import.meta.resolve(name);
      catalogue.add(await load(name, url, importIt), url);
    }
    for (const name of plugins) {
      const url = locate(name, from);
      catalogue.add(await load(name, url, () => import(url)), url);
    }
    return catalogue;
  }

  /**
   * Adds a plugin's offers; a later offer of the same kind and name takes the place of an earlier one of
   * another plugin.
   */
  add(plugin: Plugin, url: string): void {
    const digest = packageDigest(url);
    for (const offer of plugin.offers) {
      this.#entries.set(`${offer.kind}/${offer.id}`, {
        offer,
        plugin: plugin.name,
        version: plugin.version,
        digest,
      });
    }
  }

  /** The offer of that kind and name; throws a Fault `unknown-part` that lists the names there are. */
  find<K extends Kind>(kind: K, id: string): Entry<K> {
    const entry = this.#entries.get(`${kind}/${id}`);
    if (entry === undefined) {
      const known = this.all(kind).map(({ offer }) => offer.id);
      throw new Fault("unknown-part", `There is no ${kind} "${id}".`, {
        value: id,
        mend: `${didYouMean(id, known)}Choose one of ${known.join(", ") || "none so far"}, or name the plugin that offers it with --plugin.`,
      });
    }
    return entry as Entry<K>;
  }

  /** All offers of a kind, or of every kind. */
  all(kind?: Kind): readonly Entry[] {
    return [...this.#entries.values()].filter(({ offer }) => kind === undefined || offer.kind === kind);
  }
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
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
    return pathToFileURL(statSync(path).isDirectory() ? entryOf(realpathSync(path)) : path).href;
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
    module = (await importIt()) as { readonly default?: unknown };
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
