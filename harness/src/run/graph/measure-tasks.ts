import { manifoldOf, type Cell, type SpaceName } from "@disentangle/core";
import { architectureOf } from "../../parts/workbench.ts";
import { COSTS } from "../costs.ts";
import { spaceWords } from "../space-words.ts";
import type { Task } from "../task.ts";
import { cellLabel } from "../world.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { manifoldInputs } from "./task-inputs.ts";

/** The test error of a model. */
export function errorTask(builder: GraphBuilder, cell: Cell, model: Task): Task {
  const { bench, plan } = builder;
  const count = plan.profile.testImages;
  return builder.add({
    kind: "error",
    label: `test error: ${cellLabel(cell)}`,
    group: `error ${cell.architecture}`,
    cost: architectureOf(bench, cell).relativeCost * count * COSTS.error,
    inputs: { count },
    needs: { model },
    subject: { cell },
  });
}

/** How far the examples of an attack are from the ruler. */
export function distancesTask(builder: GraphBuilder, cell: Cell, name: string, space: SpaceName, attack: Task): void {
  const { bench, plan } = builder;
  const ruler = bench.ruler;
  if (ruler === undefined) return;
  const lessons = builder.lessons([ruler.id, manifoldOf(space)]);
  builder.add({
    kind: "distances",
    label: `distances to the manifold${space === "image" ? "" : ` of examples on ${spaceWords(bench, space)}`}: ${cellLabel(cell)}`,
    group: `distances ${ruler.id} ${space}`,
    cost: plan.profile.attacked.image * COSTS.distances(ruler.exact),
    inputs: { manifolds: manifoldInputs(bench, [ruler.id, manifoldOf(space)]) },
    needs: { attack, ...lessons },
    subject: { cell, attack: name, space, manifold: ruler.id },
  });
}

/** Whether the examples of an attack in a latent space keep their labels. */
export function labelsTask(builder: GraphBuilder, cell: Cell, name: string, space: SpaceName, attack: Task): void {
  const { bench, plan } = builder;
  const manifold = manifoldOf(space) as string;
  builder.add({
    kind: "labels",
    label: `labels of examples on ${spaceWords(bench, space)}: ${cellLabel(cell)}`,
    group: `labels ${space}`,
    cost: plan.profile.attacked.latent * COSTS.labels,
    inputs: { manifolds: manifoldInputs(bench, [manifold]) },
    needs: { attack, ...builder.lessons([manifold]) },
    subject: { cell, attack: name, space, manifold },
  });
}
