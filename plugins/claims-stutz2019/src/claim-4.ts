import type { Claim, Need, OutOfReach, Setting } from "@disentangle/core";
import { judge } from "./claim-4-verdict.ts";
import { contradicting, WOULD_CHANGE } from "./in-short.ts";
import { withoutNormal } from "./out-of-reach.ts";
import { sizesOf, trainedOf } from "./select.ts";
import { isContrast } from "./strategies.ts";

const id = "4";
const statement = "Regular robustness and generalization are not contradicting goals.";

/** Claim 4 (section 4.3 of the paper): more data lowers the test error without making a model less robust. */
export const claim4: Claim = {
  id,
  statement,
  needs,
  judge(evidence, setting, random) {
    const conclusion = judge(evidence, setting, random);
    const inShort = contradicting(conclusion.findings);
    return { claim: id, statement, ...(inShort !== undefined && { inShort }), wouldChange: WOULD_CHANGE.contradicting, ...conclusion };
  },
};

function needs(setting: Setting): readonly Need[] | OutOfReach {
  const trained = trainedOf(setting);
  // Regular adversarial training is the contrast: its change is reported.
  const single = trained.filter((strategy) => sizesOf(setting, strategy).length < 2 && !isContrast(setting, strategy));
  return (
    withoutNormal(id, setting) ??
    (setting.evidence && single.length > 0
      ? {
          why:
            "Claim 4 compares the smallest with the largest training size, and " +
            single.map((strategy) => `${strategy} is trained at N = ${sizesOf(setting, strategy).join(", ")} alone`).join(", "),
          mend: "Give two --sizes at least at which it is trained, or leave it out (--strategy).",
        }
      : trained.flatMap((strategy) => needsOf(setting, strategy)))
  );
}

function needsOf(setting: Setting, strategy: string): readonly Need[] {
  const sizes = sizesOf(setting, strategy);
  const attacked: Need = { strategy, sizes, attacks: ["image"] };
  const [smallest, largest] = [sizes[0], sizes.at(-1)];
  if (isContrast(setting, strategy) || smallest === undefined || largest === undefined || smallest === largest) return [attacked];
  return [attacked, { ...attacked, sizes: [smallest, largest], sweep: true }];
}
