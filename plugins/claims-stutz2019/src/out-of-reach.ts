import type { OutOfReach, Setting } from "@disentangle/core";
import { NORMAL } from "./strategies.ts";

/** Every claim is about normally trained models, the others beside them. */
export function withoutNormal(claim: string, { strategies }: Setting): OutOfReach | undefined {
  if (strategies.includes(NORMAL)) return undefined;
  return {
    why: `Claim ${claim} is about normally trained models, and the strategies are ${strategies.join(", ") || "none"}`,
    mend: `Add the strategy "${NORMAL}" (--strategy ${[NORMAL, ...strategies].join(",")}).`,
  };
}

/** Claims 2 and 3 attack on a manifold. */
export function withoutCodes(claim: string): OutOfReach {
  return {
    why: `Claim ${claim} attacks on a manifold with codes, and this run has none`,
    mend: "Choose a manifold that has a decoder (--manifold), or ask for other claims (--claims).",
  };
}

/** Part 2b' of claim 2 asks which class reconstructs an example best. */
export function withoutLabels(claim: string, space: string): OutOfReach {
  return {
    why: `Claim ${claim} asks whether examples keep their label, which ${space} cannot tell, as one network serves all classes`,
    mend: "Name a manifold with a part for each class before it (--manifold vae-gan,…), or ask for other claims (--claims).",
  };
}

/** Claims 1 and, on a learned manifold, 2 measure distances. */
export function withoutRuler(claim: string): OutOfReach {
  return {
    why: `Claim ${claim} measures distances to a manifold, and this run has none to measure by`,
    mend: "Choose one (--ruler), or ask for other claims (--claims).",
  };
}
