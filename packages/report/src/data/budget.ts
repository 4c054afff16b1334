import type { AttackRow, RunResult } from "@disentangle/artifacts";
import type { SpaceName } from "@disentangle/core";
import { mean } from "./mean.ts";
import { strategiesOf } from "./strategies.ts";

/**
 * Success of an attack against what was spent on an image; means over the models of a strategy at its largest
 * N.
 */
export interface BudgetCurve {
  readonly strategy: string;
  readonly size: number;
  readonly space: SpaceName;
  readonly attack: string;
  readonly points: readonly { readonly spent: number; readonly rate: number }[];
}

/** Curves of all attacks of a run, on the models of every strategy at its largest N. */
export function budgetCurves(result: RunResult): BudgetCurve[] {
  return strategiesOf(result).flatMap((strategy) => {
    const own = result.attacks.filter((row) => row.strategy === strategy);
    const size = Math.max(...own.map((row) => row.size));
    const groups = Map.groupBy(
      own.filter((row) => row.size === size && row.correct > 0 && (row.budget ?? []).length > 0),
      ({ space, attack }) => `${space} ${attack}`,
    );
    return [...groups.values()].map((rows) => {
      const { space, attack } = rows[0] as AttackRow;
      const spent = [...new Set(rows.flatMap(({ budget = [] }) => budget.map((point) => point.spent)))].toSorted((a, b) => a - b);
      const points = spent.map((most) => ({ spent: most, rate: mean(rows.map((row) => rateBy(row, most))) as number }));
      return { strategy, size, space, attack, points };
    });
  });
}

/** Share of the images that had fallen for that much. */
function rateBy({ budget = [], correct }: AttackRow, most: number): number {
  return (budget.findLast(({ spent }) => spent <= most)?.successes ?? 0) / correct;
}
