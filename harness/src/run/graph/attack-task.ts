import { manifoldOf, type Cell, type SpaceName } from "@disentangle/core";
import { SWEEP } from "@disentangle/evaluation";
import { architectureOf, type Workbench } from "../../parts/workbench.ts";
import { PROTOCOLS } from "../../request/protocols.ts";
import { COSTS } from "../costs.ts";
import { radiusOf } from "../radii.ts";
import { spaceWords } from "../space-words.ts";
import type { Task } from "../task.ts";
import { cellLabel } from "../world.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { boundInputs, manifoldInputs, plain } from "./task-inputs.ts";
import { sourceCell, trainTask } from "./train-task.ts";

/** An attack on the test images of a model, in one space. */
export async function attackTask(builder: GraphBuilder, cell: Cell, model: Task, attack: string, space: SpaceName): Promise<Task> {
  const { bench, plan } = builder;
  const { part, identity } = bench.attacks.get(attack) as NonNullable<ReturnType<Workbench["attacks"]["get"]>>;
  const { attacked, restarts } = plan.profile;
  const kind = space === "image" || space === "transformation" ? space : "latent";
  const count = attacked[kind];
  const source = part.usesSource === true ? await trainTask(builder, sourceCell(bench, cell)) : undefined;
  const manifold = manifoldOf(space);
  return builder.add({
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
      manifolds: manifoldInputs(bench, [manifold]),
      ...boundInputs(bench, [space]),
    },
    needs: { model, ...(source && { source }), ...builder.lessons([manifold]) },
    subject: { cell, attack, space },
  });
}

/** The radii at which an attack on images succeeds. */
export function sweepTask(builder: GraphBuilder, cell: Cell, model: Task, name: string, attack: Task): Task {
  const source = attack.needs["source"];
  const { attacks, minimumNorm } = builder.bench;
  const first = name === [...attacks.keys()][0];
  const nearest = first ? minimumNorm : undefined;
  const { part } = attacks.get(name) as NonNullable<ReturnType<Workbench["attacks"]["get"]>>;
  return builder.add({
    kind: "sweep",
    label: `sweep of radii${first ? "" : `, ${name}`}: ${cellLabel(cell)}`,
    group: `sweep ${cell.architecture} ${name}`,
    cost: attack.cost * COSTS.sweep(part, nearest !== undefined),
    inputs: { fractions: [...SWEEP], ...(nearest && { minimumNorm: plain(nearest.identity) }) },
    needs: { attack, model, ...(source && { source }) },
    subject: { cell, attack: name, space: "image" },
  });
}
