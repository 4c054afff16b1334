import type { Cell } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";
import { NORMAL } from "../run/plan.ts";
import { cellOf } from "../run/kinds/subject.ts";
import type { Task } from "../run/task.ts";

/** A model and the attacks of the attack under test on it. */
export interface ModelAttacks {
  readonly cell: Cell;
  readonly attacks: readonly [Task, ...Task[]];
}

/**
 * The models that the attack under test met: the first normally trained one at the largest N before all
 * others, which a reader sees most of; then first models before second ones.
 */
export function shownModels({ attacks }: Workbench, tasks: readonly Task[]): readonly ModelAttacks[] {
  const [underTest] = attacks.keys();
  const own = tasks.filter(({ kind, subject }) => kind === "attack" && subject.attack === underTest);
  const models = [...Map.groupBy(own, (task) => JSON.stringify(cellOf(task))).values()].map((group): ModelAttacks => {
    const [first, ...others] = group as [Task, ...Task[]];
    return { cell: cellOf(first), attacks: [first, ...others] };
  });
  const ordered = models.toSorted((a, b) => a.cell.model - b.cell.model);
  const normal = ordered.filter(({ cell }) => cell.strategy === NORMAL && cell.model === 0);
  const shown = normal.toSorted((a, b) => b.cell.size - a.cell.size)[0];
  return shown === undefined ? ordered : [shown, ...ordered.filter((model) => model !== shown)];
}
