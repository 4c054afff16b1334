import { Fault, type Kind, type Parts, type Plugin, type Scope } from "@disentangle/core";

/** The scope of a page: a seed and nothing bound, for there is no run. */
const scope: Scope = {
  seed: 1,
  protocol: "paper",
  signal: new AbortController().signal,
  get(token) {
    throw new Fault("unbound", `There is no ${token.description} in a page.`);
  },
};

/** The first part of that kind which a plugin offers, with those options. */
export async function partOf<K extends Kind>(plugin: Plugin, kind: K, options: unknown = {}): Promise<Parts[K]> {
  const offer = plugin.offers.find((candidate) => candidate.kind === kind);
  if (offer === undefined) throw new Fault("unknown-part", `${plugin.name} offers no ${kind}.`);
  return (await offer.configure(options)(scope)) as Parts[K];
}
