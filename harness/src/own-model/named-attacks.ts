import { Fault, type Attack, type ImageShape } from "@disentangle/core";
import type { Catalogue } from "../parts/catalogue.ts";
import { configurePart, samePart, type ConfiguredPart } from "../parts/part-identity.ts";
import type { RunScope } from "../parts/run-scope.ts";
import { formatPart } from "../request/part-choice.ts";
import { demandBound } from "../run/demand-bound.ts";
import type { AttackSettings } from "./attack-options.ts";

/** An attack with the name that rows use: its id, with options where two share it. */
export interface NamedAttack extends ConfiguredPart<"attack"> {
  readonly name: string;
}

/** An attack that is ready, with the name that rows use. */
export interface MadeAttack {
  readonly name: string;
  readonly part: Attack;
}

/**
 * Makes the attacks.
 *
 * @param image shape of the images that they change
 * @throws Fault `bad-option` where the radius bounds none of them
 */
export async function makeAttacks(
  attacks: readonly NamedAttack[],
  scope: RunScope,
  { epsilon }: AttackSettings,
  image: ImageShape,
): Promise<readonly MadeAttack[]> {
  const made: MadeAttack[] = [];
  for (const { name, make } of attacks) {
    const part = scope.own(await make(scope));
    if (epsilon !== undefined) demandBound(part.norm, epsilon, image);
    made.push({ name, part });
  }
  return made;
}

/**
 * The attacks asked for, configured.
 *
 * @throws Fault `contradiction` where one is named twice, or needs a second model; what {@link configurePart}
 * throws
 */
export async function namedAttacks({ attacks }: AttackSettings, catalogue: Catalogue): Promise<readonly NamedAttack[]> {
  const configured = await Promise.all(attacks.map((choice) => configurePart(catalogue, "attack", choice)));
  return configured.map((part, i) => {
    const choice = attacks[i] as (typeof attacks)[number];
    if (configured.slice(0, i).some(({ identity }) => samePart(identity, part.identity))) {
      throw new Fault("contradiction", `The attack ${formatPart(choice)} is named twice.`, { value: choice, mend: "Name it once." });
    }
    if (choice.id === "transfer") {
      throw new Fault("contradiction", "The attack transfer needs a second model to attack in place of this one.", {
        value: choice.id,
        mend: "Attack by code: attackImages of @disentangle/evaluation takes a source.",
      });
    }
    const shared = attacks.filter(({ id }) => id === choice.id).length > 1;
    return { ...part, name: shared ? formatPart(choice) : choice.id };
  });
}
