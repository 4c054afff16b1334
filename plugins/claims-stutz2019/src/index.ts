import { defineClaim, definePlugin, type Claim, type Offer, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { claim1 } from "./claim-1.ts";
import { claim2 } from "./claim-2.ts";
import { claim3 } from "./claim-3.ts";
import { claim4 } from "./claim-4.ts";

const REFERENCE = "Stutz, Hein and Schiele, Disentangling Adversarial Robustness and Generalization, CVPR 2019";

/** The four claims of the paper, in order. */
const plugin: Plugin = definePlugin(manifest, ...[claim1, claim2, claim3, claim4].map(offer));

export default plugin;

function offer(claim: Claim): Offer<"claim"> {
  const { id, statement } = claim;
  return defineClaim({ id, title: `Claim ${id}`, summary: statement, reference: REFERENCE, make: () => claim });
}
