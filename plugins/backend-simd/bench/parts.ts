import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Fault, type Kind, type Parts, type Plugin } from "@disentangle/core";

// Seen from the harness, which knows all plugins: this package may not depend on those that are tested on it.
const fromHarness = createRequire(new URL("../../../harness/package.json", import.meta.url));

/** The part a plugin of this repository offers, as a run of the harness would get it. */
export async function loadPart<K extends Kind>(kind: K, id: string, options: object = {}): Promise<Parts[K]> {
  const address = pathToFileURL(fromHarness.resolve(`@disentangle/${kind}-${id}`)).href;
  const { default: plugin } = (await import(address)) as { readonly default: Plugin };
  const offer = plugin.offers.find((candidate) => candidate.kind === kind && candidate.id === id);
  if (offer === undefined) throw new Fault("unknown-part", `${plugin.name} does not offer ${kind} ${id}.`);
  const make = offer.configure(options);
  return (await make({
    seed: 1,
    protocol: "paper",
    signal: new AbortController().signal,
    get: () => {
      throw new Fault("unbound", "Nothing is bound in a benchmark.");
    },
  })) as Parts[K];
}
