import type { Artifact, ArtifactStore } from "@disentangle/artifacts";
import type { AttackRecord, Cell, DistanceRecord, Evidence, InvarianceRecord, ModelRecord, SpaceKind } from "@disentangle/core";
import { NORMAL } from "./claims/strategies.ts";
import type { CellPlan, Plan } from "./plan.ts";
import type { Task } from "./task.ts";
import { attackTask, type AttackTask } from "./tasks/attack.ts";
import { distancesTask } from "./tasks/distances.ts";
import { errorTask, type ErrorCount } from "./tasks/error.ts";
import { sweepTask } from "./tasks/sweep.ts";
import { trainTask, type TrainTask } from "./tasks/train.ts";
import type { Workbench } from "./workbench.ts";

/** The tasks of one cell. */
export interface CellTasks {
  readonly train: TrainTask;
  readonly error: Task<ErrorCount>;
  readonly attacks: readonly AttackTask[];
  readonly sweep: Task<Float32Array> | undefined;
  readonly distances: Task<readonly DistanceRecord[]> | undefined;
}

/** What obtains results: a {@link Runner} does. */
export interface Source {
  obtain<T>(task: Task<T>): Promise<T>;
  artifact(task: Task<unknown>): Promise<Artifact>;
}

/** The tasks of a plan, cell by cell, in the order in which they are best done: a model is measured right after it is trained. */
export async function planTasks(bench: Workbench, store: ArtifactStore, plan: Plan): Promise<readonly CellTasks[]> {
  const source = bench.source.part.wanted ? await trainTask(bench, store, sourceCell(bench)) : undefined;
  return Promise.all(plan.cells.map((planned) => cellTasks(bench, store, planned, source)));
}

/** The source of transfer attacks: one more normally trained model at the largest N, which is not under test itself. */
function sourceCell({ settings, dataset, architectures }: Workbench): Cell {
  const { sizes, models } = settings.profile;
  const architecture = [...architectures.keys()][0] as string;
  return { dataset: dataset.part.id, architecture, strategy: NORMAL, size: Math.max(...sizes), model: models.normal };
}

async function cellTasks(
  bench: Workbench,
  store: ArtifactStore,
  { cell, attacks, sweep, distances }: CellPlan,
  source: TrainTask | undefined,
): Promise<CellTasks> {
  const train = await trainTask(bench, store, cell);
  const planned = attacks.map((space: SpaceKind) => attackTask(bench, train, space, source));
  const regular = planned.find(({ space }) => space === "image");
  return {
    train,
    error: errorTask(bench, train),
    attacks: planned,
    sweep: sweep && regular !== undefined ? sweepTask(bench, regular) : undefined,
    distances: distances && regular !== undefined ? distancesTask(bench, regular) : undefined,
  };
}

/** All tasks of a cell, in order. */
export function tasksOf({ train, error, attacks, sweep, distances }: CellTasks): readonly Task<unknown>[] {
  return [train, error, ...attacks, ...(sweep ? [sweep] : []), ...(distances ? [distances] : [])];
}

/** Does all tasks and gathers what they found. */
export async function gather(cells: readonly CellTasks[], source: Source): Promise<Evidence> {
  const models: ModelRecord[] = [];
  const attacks: AttackRecord[] = [];
  const distances: DistanceRecord[] = [];
  const invariances: InvarianceRecord[] = [];
  for (const tasks of cells) {
    const { losses, seconds } = await source.obtain(tasks.train);
    models.push({ cell: tasks.train.cell, ...(await source.obtain(tasks.error)), losses, seconds });
    for (const task of tasks.attacks) {
      const { record, invariance } = await source.obtain(task);
      const swept = task.space === "image" && tasks.sweep ? { smallestRadius: await source.obtain(tasks.sweep) } : {};
      attacks.push({ ...record, ...swept });
      if (invariance !== undefined) invariances.push(invariance);
    }
    if (tasks.distances) distances.push(...(await source.obtain(tasks.distances)));
  }
  return { models, attacks, distances, invariances };
}
