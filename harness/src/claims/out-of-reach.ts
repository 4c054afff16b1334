import type { Claim, Setting } from "@disentangle/core";
import type { Profile } from "../profiles.ts";
import { FEWEST as FEWEST_EXAMPLES } from "./claim-1.ts";
import { FEWEST } from "./claim-3.ts";
import { NORMAL, ON_MANIFOLD } from "./strategies.ts";

/** Why a run cannot give a verdict on a claim. */
export interface OutOfReach {
  readonly why: string;
  /** What to change. */
  readonly mend: string;
}

/**
 * Why a run of these sizes, models and strategies cannot give a verdict on that claim, known before anything is measured; undefined where it
 * may. Profiles whose verdicts are no evidence anyway are held to the strategies alone.
 */
export function outOfReach(claim: Claim, setting: Setting, profile: Profile): OutOfReach | undefined {
  const { strategies } = setting;
  if (!strategies.includes(NORMAL) && ["1", "2", "3", "4"].includes(claim.id)) {
    return {
      why: `Claim ${claim.id} is about normally trained models, and the strategies are ${strategies.join(", ")}`,
      mend: `Add the strategy "${NORMAL}" (--strategy ${[NORMAL, ...strategies].join(",")}).`,
    };
  }
  if (claim.needs(setting).length === 0) {
    return { why: `Claim ${claim.id} finds nothing to measure in this run`, mend: "Choose other strategies (--strategy)." };
  }
  if (!profile.evidence) return undefined;
  return LIMITS[claim.id]?.(setting, profile);
}

const LIMITS: Readonly<Record<string, (setting: Setting, profile: Profile) => OutOfReach | undefined>> = {
  "1": (_, { attacked, models }) =>
    attacked.image * models.normal < FEWEST_EXAMPLES
      ? {
          why: `Claim 1 needs ${FEWEST_EXAMPLES} adversarial examples, and ${models.normal} × ${attacked.image} images are attacked`,
          mend: "Raise --attacked or --models.",
        }
      : undefined,
  "3"({ sizes, strategies }, { models }) {
    if (!strategies.includes(ON_MANIFOLD)) {
      return {
        why: `Claim 3 compares normal with ${ON_MANIFOLD} training, and the strategies are ${strategies.join(", ")}`,
        mend: `Add it (--strategy ${[...strategies, ON_MANIFOLD].join(",")}).`,
      };
    }
    if (sizes.length >= FEWEST.sizes && models.normal >= FEWEST.models) return undefined;
    return {
      why: `Claim 3 needs ${FEWEST.sizes} training sizes of ${FEWEST.models} models each, and this run has ${sizes.length} of ${models.normal}`,
      mend: `Give ${FEWEST.sizes} --sizes and --models ${FEWEST.models} at least.`,
    };
  },
  "4": ({ sizes }) =>
    sizes.length < 2
      ? { why: "Claim 4 compares the smallest with the largest training size, and there is one alone", mend: "Give two --sizes at least." }
      : undefined,
};
