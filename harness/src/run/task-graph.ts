import { Fault, manifoldOf, type Cell, type Group, type Json, type SpaceName, type Strategy } from "@disentangle/core";
import { SWEEP } from "@disentangle/evaluation";
import { identityWithout, type Identity } from "../parts/part-identity.ts";
import { architectureOf, type RunArchitecture, type Workbench } from "../parts/workbench.ts";
import { BATCH } from "../request/own-strategy.ts";
import { PROTOCOLS } from "../request/protocols.ts";
import { COSTS } from "./costs.ts";
import { NORMAL, type CellPlan, type Plan } from "./plan.ts";
import { radiusOf } from "./radii.ts";
import { spacesOf } from "./run-facts.ts";
import type { Task } from "./task.ts";
import { cellLabel, keyed, type World } from "./world.ts";

/** Passes over the training images, as in the original experiments. */
export const EPOCHS = 20;

/**
 * The tasks of a plan, needs before what needs them, in the order in which they are best done one by one: a
 * model is measured right after it is trained. A pure function of what is asked, so every process that knows
 * the request has the same graph.
 */
export async function taskGraph(bench: Workbench, world: World, plan: Plan): Promise<readonly Task[]> {
  const builder = new GraphBuilder(bench, world, plan);
  for (const cell of plan.cells) await builder.addCell(cell);
  return builder.tasks;
}

/** Makes the tasks of one architecture; equal tasks are one. */
class GraphBuilder {
  readonly #bench: Workbench;
  readonly #world: World;
  readonly #plan: Plan;
  readonly #tasks = new Map<string, Task>();

  constructor(bench: Workbench, world: World, plan: Plan) {
    this.#bench = bench;
    this.#world = world;
    this.#plan = plan;
  }

  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  async addCell({ cell, attacks, sweep, distances, labels }: CellPlan): Promise<void> {
    const model = await this.#train(cell);
    this.#error(cell, model);
    const several = this.#bench.attacks.size > 1;
    for (const [i, name] of [...this.#bench.attacks.keys()].entries()) {
      const bySpace = new Map<SpaceName, Task>();
      for (const space of attacks) bySpace.set(space, await this.#attack(cell, model, name, space));
      const regular = bySpace.get("image");
      // Attacks side by side are compared over radii.
      if (regular !== undefined && (sweep || several)) this.#sweep(cell, model, name, regular);
      if (i > 0) continue;
      for (const space of distances) this.#distances(cell, name, space, bySpace.get(space) as Task);
      for (const space of labels) this.#labels(cell, name, space, bySpace.get(space) as Task);
    }
  }

  #add(task: Omit<Task, "key">): Task {
    const made = keyed(this.#world, task);
    const known = this.#tasks.get(made.key);
    if (known !== undefined) return known;
    this.#tasks.set(made.key, made);
    return made;
  }

  /** The lessons of manifolds, as needs. */
  #lessons(ids: readonly (string | undefined)[]): Record<string, Task> {
    const needs: Record<string, Task> = {};
    for (const id of new Set(ids)) {
      const manifold = id === undefined ? undefined : this.#bench.manifolds.get(id);
      if (manifold === undefined) continue;
      for (const lesson of manifold.lessons) {
        needs[lessonNeed(manifold.id, lesson.id)] = this.#add({
          kind: "lesson",
          label: `learn ${manifold.id}: ${lesson.id}`,
          group: `lesson ${manifold.id}`,
          cost: lesson.cost,
          inputs: { manifold: plain(manifold.identity), lesson: lesson.id },
          needs: {},
          subject: { manifold: manifold.id, lesson: lesson.id },
        });
      }
    }
    return needs;
  }

  /** @throws Fault `contradiction` where another strategy of the run trains the same model */
  async #train(cell: Cell): Promise<Task> {
    const strategy = this.#bench.strategies.get(cell.strategy) as Strategy;
    const spaces = spacesOf(strategy);
    const manifolds = spaces.map(manifoldOf);
    const { identity, relativeCost } = architectureOf(this.#bench, cell);
    const task = this.#add({
      kind: "train",
      label: `train ${cellLabel(cell)}`,
      group: `train ${cell.architecture} ${cell.strategy}`,
      cost: relativeCost * COSTS.train(cell.size, spaces),
      inputs: {
        architecture: plain(identity),
        steps: await Promise.all(strategy.steps.map((groups) => Promise.all(groups.map((group) => this.#groupInputs(group))))),
        manifolds: this.#manifoldInputs(manifolds),
        ...this.#boundInputs(spaces),
        size: cell.size,
        model: cell.model,
        epochs: EPOCHS,
        batch: BATCH,
      },
      needs: this.#lessons(manifolds),
      subject: { cell },
    });
    const first = task.subject.cell?.strategy;
    if (first === cell.strategy) return task;
    throw new Fault("contradiction", `The strategies ${first} and ${cell.strategy} are the same under two names.`, {
      value: cell.strategy,
      mend: "Leave one of them out (--strategy), or change what it does.",
    });
  }

  #error(cell: Cell, model: Task): Task {
    const count = this.#plan.profile.testImages;
    return this.#add({
      kind: "error",
      label: `test error: ${cellLabel(cell)}`,
      group: `error ${cell.architecture}`,
      cost: architectureOf(this.#bench, cell).relativeCost * count * COSTS.error,
      inputs: { count },
      needs: { model },
      subject: { cell },
    });
  }

  async #attack(cell: Cell, model: Task, attack: string, space: SpaceName): Promise<Task> {
    const bench = this.#bench;
    const { part, identity } = bench.attacks.get(attack) as NonNullable<ReturnType<Workbench["attacks"]["get"]>>;
    const { attacked, restarts } = this.#plan.profile;
    const kind = space === "image" || space === "transformation" ? space : "latent";
    const count = attacked[kind];
    const source = part.usesSource === true ? await this.#train(this.#sourceCell(cell)) : undefined;
    const manifold = manifoldOf(space);
    return this.#add({
      kind: "attack",
      label: `${attack} on ${spaceWords(bench, space)}: ${cellLabel(cell)}`,
      group: `attack ${cell.architecture} ${attack} ${space}`,
      cost: architectureOf(bench, cell).relativeCost * count * restarts * COSTS.attack(space),
      inputs: {
        attack: plain(identity),
        space,
        radius: radiusOf(bench, part.norm, space),
        count,
        restarts,
        ...PROTOCOLS[bench.settings.protocol],
        ...(bench.settings.targeted && { targeted: bench.settings.targeted }),
        ...(source && { sourceAttack: plain(bench.sourceAttack) }),
        manifolds: this.#manifoldInputs([manifold]),
        ...this.#boundInputs([space]),
      },
      needs: { model, ...(source && { source }), ...this.#lessons([manifold]) },
      subject: { cell, attack, space },
    });
  }

  #sweep(cell: Cell, model: Task, name: string, attack: Task): Task {
    const source = attack.needs["source"];
    const first = name === [...this.#bench.attacks.keys()][0];
    return this.#add({
      kind: "sweep",
      label: `sweep of radii${first ? "" : `, ${name}`}: ${cellLabel(cell)}`,
      group: `sweep ${cell.architecture} ${name}`,
      cost: attack.cost * COSTS.sweep,
      inputs: { fractions: [...SWEEP] },
      needs: { attack, model, ...(source && { source }) },
      subject: { cell, attack: name, space: "image" },
    });
  }

  #distances(cell: Cell, name: string, space: SpaceName, attack: Task): void {
    const ruler = this.#bench.ruler;
    if (ruler === undefined) return;
    const lessons = this.#lessons([ruler.id, manifoldOf(space)]);
    this.#add({
      kind: "distances",
      label: `distances to the manifold${space === "image" ? "" : ` of examples on ${spaceWords(this.#bench, space)}`}: ${cellLabel(cell)}`,
      group: `distances ${ruler.id} ${space}`,
      cost: this.#plan.profile.attacked.image * COSTS.distances(ruler.exact),
      inputs: { manifolds: this.#manifoldInputs([ruler.id, manifoldOf(space)]) },
      needs: { attack, ...lessons },
      subject: { cell, attack: name, space, manifold: ruler.id },
    });
  }

  #labels(cell: Cell, name: string, space: SpaceName, attack: Task): void {
    const manifold = manifoldOf(space) as string;
    this.#add({
      kind: "labels",
      label: `labels of examples on ${spaceWords(this.#bench, space)}: ${cellLabel(cell)}`,
      group: `labels ${space}`,
      cost: this.#plan.profile.attacked.latent * COSTS.labels,
      inputs: { manifolds: this.#manifoldInputs([manifold]) },
      needs: { attack, ...this.#lessons([manifold]) },
      subject: { cell, attack: name, space, manifold },
    });
  }

  /**
   * The source of transfer attacks: one more normally trained model at the largest N, which is not under test
   * itself.
   */
  #sourceCell({ dataset }: Cell): Cell {
    const [architecture, { part }] = [...this.#bench.architectures][0] as [string, RunArchitecture];
    const { sizes, models } = this.#bench.settings.profileOf(part.id);
    const largest = Math.max(...sizes.filter((size) => size <= this.#bench.dataset.part.count("train")));
    return { dataset, architecture, strategy: NORMAL, size: largest, model: models.normal };
  }

  #manifoldInputs(ids: readonly (string | undefined)[]): Json {
    const known = [...new Set(ids)].flatMap((id) => (id === undefined ? [] : [this.#bench.manifolds.get(id)]));
    return known.flatMap((manifold) => (manifold === undefined ? [] : [plain(manifold.identity)]));
  }

  /** Bounds of transformations, where they are searched: a dataset may change them and keep its images. */
  #boundInputs(spaces: readonly SpaceName[]): { readonly transformations?: Json } {
    const bounds = this.#bench.dataset.part.transformations;
    if (bounds === undefined || !spaces.includes("transformation")) return {};
    return { transformations: { lower: [...bounds.lower], upper: [...bounds.upper] } };
  }

  /** A group of a strategy by what it does: its attack with all its options. */
  async #groupInputs({ attack, ...group }: Group): Promise<Json> {
    if (attack === undefined) return { ...group };
    const { identity } = await this.#bench.attackOf({ id: attack.id, options: attack.options ?? {} });
    return { ...group, attack: plain(identity) };
  }
}

/** The name under which a task has a lesson among its needs. */
export function lessonNeed(manifold: string, lesson: string): string {
  return `lesson ${manifold}/${lesson}`;
}

/** A space in words; the exact manifold goes without its name. */
export function spaceWords({ manifolds }: Pick<Workbench, "manifolds">, space: SpaceName): string {
  if (space === "image") return "images";
  if (space === "transformation") return "transformations";
  const id = manifoldOf(space) as string;
  return manifolds.get(id)?.exact === true ? "the manifold" : `the manifold ${id}`;
}

/** An identity as inputs hold it. */
function plain(identity: Identity): Json {
  return { ...identityWithout(identity, []) };
}
