import type { PlannedTask, RunPlan } from "../api/plan.ts";
import { formatClock } from "../run/format-clock.ts";

/** How a plan is shown: for people, as data, or as a drawing for Graphviz. */
export type PlanFormat = "text" | "json" | "dot";

/** What a run would do, as text. */
export function describePlan(plan: RunPlan, format: PlanFormat): string {
  return { text: asText, json: asJson, dot: asDot }[format](plan);
}

function asText({ headline, notes, tasks, workers, secondsLeft }: RunPlan): string {
  const lines = tasks.map(({ label, cost, done }) => `  ${label} (${done ? "already there" : `about ${cost.toFixed(1)} s`})`);
  const finished = tasks.filter(({ done }) => done).length;
  const already = finished === 0 ? "" : `, ${finished} of them already there`;
  const how = workers === 0 ? "in one process" : `in ${workers} processes`;
  return `${[headline, ...notes, ...lines].join("\n")}
${tasks.length} tasks${already}; about ${formatClock(secondsLeft)} ${how} with attacks as costly as pgd-linf
`;
}

/** Every task with the keys of what it needs. */
function asJson({ tasks }: RunPlan): string {
  return `${JSON.stringify({ tasks }, null, 2)}\n`;
}

const SHAPES: Readonly<Record<string, string>> = { lesson: "hexagon", train: "box", attack: "ellipse" };

/**
 * The graph as Graphviz draws it: an arrow from what is needed to what needs it; finished tasks are filled.
 */
function asDot({ tasks }: RunPlan): string {
  const name = (key: string): string => `"${key.slice(0, 12)}"`;
  const node = ({ key, kind, label, done }: PlannedTask): string =>
    `  ${name(key)} [label=${JSON.stringify(label)}, shape=${SHAPES[kind] ?? "plaintext"}${done ? ", style=filled" : ""}];`;
  const arrows = tasks.flatMap(({ key, needs }) =>
    Object.entries(needs).map(([as, need]) => `  ${name(need)} -> ${name(key)} [tooltip=${JSON.stringify(as)}];`),
  );
  return `digraph run {\n  rankdir=LR;\n${[...tasks.map(node), ...arrows].join("\n")}\n}\n`;
}
