import attack from "@disentangle/attack-pgd-linf";
import simd from "@disentangle/backend-simd";
import { testBackendAgreement } from "@disentangle/conformance";
import type { AnyOffer, Kind, Parts, Scope } from "@disentangle/core";

const scope = { seed: 1, protocol: "paper", signal: new AbortController().signal, get: () => undefined } as unknown as Scope;

/** The first part a plugin offers. */
function part<K extends Kind>(offers: readonly AnyOffer[], options: object): Promise<Parts[K]> {
  return (offers[0] as AnyOffer).configure(options)(scope) as Promise<Parts[K]>;
}

testBackendAgreement("simd", {
  backend: await part<"backend">(simd.offers, {}),
  attacks: [
    await part<"attack">(attack.offers, { iterations: 10, learningRate: 0.02 }),
    await part<"attack">(attack.offers, { iterations: 10, learningRate: 0.02, mode: "run-through" }),
  ],
});
