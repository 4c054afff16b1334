import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { partOf, type Kind, type Parts, type Plugin } from "@disentangle/core";

// Seen from the harness, which knows all plugins: this package may not depend on those that are tested on it.
const fromHarness = createRequire(new URL("../../../harness/package.json", import.meta.url));

/** A file of such a plugin that it does not export. */
export function pluginFile(kind: Kind, id: string, name: string): string {
  return new URL(name, pathToFileURL(fromHarness.resolve(`@disentangle/${kind}-${id}`))).href;
}

/** The part a plugin of this repository offers, as a run of the harness would get it. */
export async function loadPart<K extends Kind>(kind: K, id: string, options: object = {}): Promise<Parts[K]> {
  const address = pathToFileURL(fromHarness.resolve(`@disentangle/${kind}-${id}`)).href;
  const { default: plugin } = (await import(address)) as { readonly default: Plugin };
  return partOf(plugin, kind, options);
}
