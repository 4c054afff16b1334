import { Fault, type Manifold } from "@disentangle/core";
import type { Workbench } from "../../parts/workbench.ts";
import { needOf, type Results, type Task } from "../task.ts";
import { lessonNeed } from "./lesson-need.ts";

/** A manifold of the run, assembled from the lessons among the needs of a task. */
export async function readyManifold(bench: Workbench, id: string, task: Task, results: Results): Promise<Manifold> {
  const manifold = bench.manifolds.get(id);
  if (manifold === undefined) throw new Fault("unbound", `The run has no manifold ${id}.`, { value: id, mend: "Name it with --manifold." });
  return manifold.ready((lesson) => results.artifact(needOf(task, lessonNeed(id, lesson))));
}
