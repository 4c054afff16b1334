import type { Claim } from "@disentangle/core";
import { claim1 } from "./claim-1.ts";
import { claim2 } from "./claim-2.ts";
import { claim3 } from "./claim-3.ts";
import { claim4 } from "./claim-4.ts";

/** The four claims of the paper, in order. */
export const CLAIMS: readonly Claim[] = [claim1, claim2, claim3, claim4];
