import type { BudgetPoint } from "@disentangle/artifacts";
import type { AttackRecord } from "@disentangle/core";

/** Budgets per factor of ten. */
const STEPS = [1, 2, 5] as const;

/**
 * How many of the correctly classified images had fallen by the time that so many forward and backward passes
 * had been spent on each, restarts together: 1, 2, 5, 10 and so on, and last the most that was spent on one.
 * A success counts where the attack let go of its image, which is later than the first for attacks that go
 * on.
 */
export function budgetOf({ correct, success, gradients, forwards, restarts }: AttackRecord): readonly BudgetPoint[] {
  const images = correct.length;
  const costs: number[] = [];
  let most = 0;
  for (let row = 0; row < images; row++) {
    if (correct[row] === 0) continue;
    let spent = 0;
    for (let at = row; at < restarts * images; at += images) {
      if (success[at] === 2) continue;
      spent += (gradients[at] as number) + (forwards[at] as number);
      if (success[at] === 1) costs.push(spent);
    }
    most = Math.max(most, spent);
  }
  if (most === 0) return [];
  const decades = Array.from({ length: Math.ceil(Math.log10(most)) + 1 }, (_, power) => STEPS.map((step) => step * 10 ** power)).flat();
  const budgets = [...decades.filter((budget) => budget < most), most];
  return budgets.map((spent) => ({ spent, successes: costs.filter((cost) => cost <= spent).length }));
}
