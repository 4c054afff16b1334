import type { Workbench } from "../../parts/workbench.ts";
import type { Plan } from "../plan.ts";
import { lessonNeed } from "../kinds/lesson-need.ts";
import type { Task } from "../task.ts";
import { keyed, type World } from "../world.ts";
import { plain } from "./task-inputs.ts";

/** Makes the tasks of one architecture; equal tasks are one. */
export class GraphBuilder {
  readonly bench: Workbench;
  readonly plan: Plan;
  readonly #world: World;
  readonly #tasks = new Map<string, Task>();

  constructor(bench: Workbench, world: World, plan: Plan) {
    this.bench = bench;
    this.plan = plan;
    this.#world = world;
  }

  get tasks(): readonly Task[] {
    return [...this.#tasks.values()];
  }

  /** Adds a task, or finds the one that is the same. */
  add(task: Omit<Task, "key">): Task {
    const made = keyed(this.#world, task);
    const known = this.#tasks.get(made.key);
    if (known !== undefined) return known;
    this.#tasks.set(made.key, made);
    return made;
  }

  /** The lessons of manifolds, as needs. */
  lessons(ids: readonly (string | undefined)[]): Record<string, Task> {
    const needs: Record<string, Task> = {};
    for (const id of new Set(ids)) {
      const manifold = id === undefined ? undefined : this.bench.manifolds.get(id);
      if (manifold === undefined) continue;
      for (const lesson of manifold.lessons) {
        needs[lessonNeed(manifold.id, lesson.id)] = this.add({
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
}
