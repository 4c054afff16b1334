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
import type { NamedAttack, Workbench } from "./workbench.ts";

/** What one attack does to a model. */
export interface Attacking {
  /** One per space. */
  readonly attacks: readonly AttackTask[];
  /** Of the attack on images. */
  readonly sweep: Task<Float32Array> | undefined;
}

/** The tasks of one cell. */
export interface CellTasks extends Attacking {
  readonly train: TrainTask;
  readonly error: Task<ErrorCount>;
  readonly distances: Task<readonly DistanceRecord[]> | undefined;
  /** What the attacks beside the one under test do. */
  readonly beside: readonly Attacking[];
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
  // Attacks side by side are compared over radii.
  const swept = sweep || bench.beside.length > 0;
  const by = (attack: NamedAttack): Attacking => {
    const from = attack === bench.attack ? source : undefined;
    const planned = attacks.map((space: SpaceKind) => attackTask(bench, train, attack, space, from));
    const onImages = planned.find(isRegular);
    return { attacks: planned, sweep: swept && onImages !== undefined ? sweepTask(bench, onImages) : undefined };
  };
  const underTest = by(bench.attack);
  const regular = underTest.attacks.find(isRegular);
  return {
    train,
    error: errorTask(bench, train),
    ...underTest,
    distances: distances && regular !== undefined ? distancesTask(bench, regular) : undefined,
    beside: bench.beside.map(by),
  };
}

const isRegular = ({ space }: AttackTask): boolean => space === "image";

/** All tasks of a cell, in order. */
export function tasksOf({ train, error, distances, beside, ...underTest }: CellTasks): readonly Task<unknown>[] {
  const of = ({ attacks, sweep }: Attacking): readonly Task<unknown>[] => [...attacks, ...(sweep ? [sweep] : [])];
  return [train, error, ...of(underTest), ...(distances ? [distances] : []), ...beside.flatMap(of)];
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
    for (const { attacks: planned, sweep } of [tasks, ...tasks.beside]) {
      for (const task of planned) {
        const { record, invariance } = await source.obtain(task);
        const swept = isRegular(task) && sweep ? { smallestRadius: await source.obtain(sweep) } : {};
        attacks.push({ ...record, ...swept });
        if (invariance !== undefined) invariances.push(invariance);
      }
    }
    if (tasks.distances) distances.push(...(await source.obtain(tasks.distances)));
  }
  return { models, attacks, distances, invariances };
}
