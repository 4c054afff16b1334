import type { Attack } from "./attack.ts";
import type { Backend } from "./backend.ts";
import type { Dataset } from "./dataset.ts";
import type { AttackChoice } from "./plugin.ts";
import { token, type Token } from "./scope.ts";

/** The backend of the run, active by the time any other part is made. */
export const BACKEND: Token<Backend> = token("backend");
/** The dataset of the run. */
export const DATASET: Token<Dataset> = token("dataset");
/**
 * Makes another attack on offer, for attacks that are composed of some; they say which in `Offer.attacks`.
 */
export const ATTACK_OF: Token<(choice: AttackChoice) => Promise<Attack>> = token("attack-of");
