import type { SpaceName } from "@disentangle/core";
import type { Workbench } from "../../parts/workbench.ts";
import type { CellPlan, Plan } from "../plan.ts";
import type { Task } from "../task.ts";
import type { World } from "../world.ts";
import { attackTask, sweepTask } from "./attack-task.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { distancesTask, errorTask, labelsTask } from "./measure-tasks.ts";
import { trainTask } from "./train-task.ts";

/**
 * The tasks of a plan, needs before what needs them, in the order in which they are best done one by one: a
 * model is measured right after it is trained. A pure function of what is asked, so every process that knows
 * the request has the same graph.
 */
export async function taskGraph(bench: Workbench, world: World, plan: Plan): Promise<readonly Task[]> {
  const builder = new GraphBuilder(bench, world, plan);
  for (const cell of plan.cells) await addCell(builder, cell);
  return builder.tasks;
}

async function addCell(builder: GraphBuilder, { cell, attacks, sweep, distances, labels }: CellPlan): Promise<void> {
  const { bench } = builder;
  const model = await trainTask(builder, cell);
  errorTask(builder, cell, model);
  const several = bench.attacks.size > 1;
  for (const [i, name] of [...bench.attacks.keys()].entries()) {
    const bySpace = new Map<SpaceName, Task>();
    for (const space of attacks) bySpace.set(space, await attackTask(builder, cell, model, name, space));
    const regular = bySpace.get("image");
    // Attacks side by side are compared over radii.
    if (regular !== undefined && (sweep || several)) sweepTask(builder, cell, model, name, regular);
    if (i > 0) continue;
    for (const space of distances) distancesTask(builder, cell, name, space, bySpace.get(space) as Task);
    for (const space of labels) labelsTask(builder, cell, name, space, bySpace.get(space) as Task);
  }
}
