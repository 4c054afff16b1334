import { Fault, type Attack } from "@disentangle/core";
import { formatPart } from "../request/part-choice.ts";
import type { Settings } from "../request/settings.ts";

/**
 * Refuses a minimum-norm attack that cannot stand beside the sweep of the attack under test: one that is
 * bounded, in another norm, or of another threat.
 *
 * @throws Fault `contradiction`
 */
export function refuseUnlike(settings: Pick<Settings, "attack" | "minimumNorm">, attack: Attack, nearest: Attack): void {
  const { minimumNorm } = settings;
  if (minimumNorm === undefined) return;
  const [own, name] = [formatPart(settings.attack), formatPart(minimumNorm)];
  const refuse = (why: string, mend: string): never => {
    throw new Fault("contradiction", why, { value: name, mend });
  };
  if (!attack.bounded) refuse(`--minimum-norm is for an attack within a ball, and ${own} looks for a small norm itself.`, "Leave it out.");
  if (attack.usesSource === true || nearest.usesSource === true) {
    refuse(`--minimum-norm ${name} and --attack ${own} do not attack the same classifier.`, "Leave it out.");
  }
  const { id, name: norm } = attack.norm;
  const others = `Name a minimum-norm attack in ${norm}, such as fmn-${id}; the command attacks lists all.`;
  if (nearest.bounded) refuse(`--minimum-norm names ${name}, which stays within the ball and looks for no smaller norm.`, others);
  if (nearest.norm.id !== id) refuse(`--minimum-norm names ${name} in ${nearest.norm.name}, and ${own} is in ${norm}.`, others);
}
