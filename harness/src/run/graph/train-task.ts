import { Fault, manifoldOf, type Cell, type Strategy } from "@disentangle/core";
import { architectureOf, type RunArchitecture, type Workbench } from "../../parts/workbench.ts";
import { BATCH } from "../../request/own-strategy.ts";
import { COSTS } from "../costs.ts";
import { EPOCHS } from "../kinds/epochs.ts";
import { NORMAL } from "../plan.ts";
import { searchedBy } from "../run-facts.ts";
import type { Task } from "../task.ts";
import { cellLabel } from "../world.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { boundInputs, groupInputs, manifoldInputs, plain } from "./task-inputs.ts";

/**
 * The training of a cell.
 *
 * @throws Fault `contradiction` where another strategy of the run trains the same model
 */
export async function trainTask(builder: GraphBuilder, cell: Cell): Promise<Task> {
  const { bench } = builder;
  const strategy = bench.strategies.get(cell.strategy) as Strategy;
  const spaces = searchedBy(strategy);
  const manifolds = spaces.map(manifoldOf);
  const { identity, relativeCost } = architectureOf(bench, cell);
  const task = builder.add({
    kind: "train",
    label: `train ${cellLabel(cell)}`,
    group: `train ${cell.architecture} ${cell.strategy}`,
    cost: relativeCost * COSTS.train(cell.size, spaces),
    inputs: {
      architecture: plain(identity),
      steps: await Promise.all(strategy.steps.map((groups) => Promise.all(groups.map((group) => groupInputs(bench, group))))),
      manifolds: manifoldInputs(bench, manifolds),
      ...boundInputs(bench, spaces),
      size: cell.size,
      model: cell.model,
      epochs: EPOCHS,
      batch: BATCH,
    },
    needs: builder.lessons(manifolds),
    subject: { cell },
  });
  const first = task.subject.cell?.strategy;
  if (first === cell.strategy) return task;
  throw new Fault("contradiction", `The strategies ${first} and ${cell.strategy} are the same under two names.`, {
    value: cell.strategy,
    mend: "Leave one of them out (--strategy), or change what it does.",
  });
}

/**
 * The source of transfer attacks: one more normally trained model at the largest N, which is not under test
 * itself.
 */
export function sourceCell(bench: Workbench, { dataset }: Cell): Cell {
  const [architecture, { part }] = [...bench.architectures][0] as [string, RunArchitecture];
  const { sizes, models } = bench.settings.profileOf(part.id);
  const largest = Math.max(...sizes.filter((size) => size <= bench.dataset.part.count("train")));
  return { dataset, architecture, strategy: NORMAL, size: largest, model: models.normal };
}
