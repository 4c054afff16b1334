import { existsSync } from "node:fs";
import { join } from "node:path";
import { chooseWorkers } from "../run/choose-workers.ts";
import type { OpenedRun } from "../run/open-run.ts";
import { formatClock } from "../run/progress.ts";
import type { Task } from "../run/task.ts";
import { headline } from "./headline.ts";

/** How a plan is shown: for people, as data, or as a drawing for Graphviz. */
export type PlanFormat = "text" | "json" | "dot";

/**
 * Prints what a run would do; makes nothing.
 *
 * @param folder the folder of the artifacts, which need not exist
 */
export function describePlan(run: OpenedRun, folder: string, format: PlanFormat): number {
  const done = new Set(run.tasks.filter(({ key }) => existsSync(join(folder, `${key}.safetensors`))).map(({ key }) => key));
  const text = { text: asText, json: asJson, dot: asDot }[format](run, done);
  process.stdout.write(text);
  return 0;
}

function asText(run: OpenedRun, done: ReadonlySet<string>): string {
  const { settings, bench, tasks, notes, planned } = run;
  const workers = chooseWorkers(run);
  const lines = tasks.map(({ key, label, cost }) => `  ${label} (${done.has(key) ? "already there" : `about ${cost.toFixed(1)} s`})`);
  const left = tasks.reduce((sum, { key, cost }) => sum + (done.has(key) ? 0 : cost), 0);
  const already = done.size === 0 ? "" : `, ${done.size} of them already there`;
  const beyond = planned.flatMap(({ plan }) => plan.outOfReach.map((why) => `no verdict to be expected for ${plan.architecture}: ${why}`));
  const how = workers === 0 ? "in one process" : `in ${workers} processes`;
  return `${[headline(settings, bench, workers), ...notes, ...beyond, ...lines].join("\n")}
${tasks.length} tasks${already}; about ${formatClock(left / Math.max(1, workers || 1.5))} ${how} with attacks as costly as pgd-linf
`;
}

/** Every task with the keys of what it needs. */
function asJson({ tasks }: OpenedRun, done: ReadonlySet<string>): string {
  const rows = tasks.map(({ key, kind, label, cost, inputs, needs }) => ({
    key,
    kind,
    label,
    cost,
    inputs,
    needs: Object.fromEntries(Object.entries(needs).map(([name, need]) => [name, need.key])),
    done: done.has(key),
  }));
  return `${JSON.stringify({ tasks: rows }, null, 2)}\n`;
}

const SHAPES: Readonly<Record<string, string>> = { lesson: "hexagon", train: "box", attack: "ellipse" };

/**
 * The graph as Graphviz draws it: an arrow from what is needed to what needs it; finished tasks are filled.
 */
function asDot({ tasks }: OpenedRun, done: ReadonlySet<string>): string {
  const name = ({ key }: Task): string => `"${key.slice(0, 12)}"`;
  const nodes = tasks.map((task) => {
    const style = done.has(task.key) ? ", style=filled" : "";
    return `  ${name(task)} [label=${JSON.stringify(task.label)}, shape=${SHAPES[task.kind] ?? "plaintext"}${style}];`;
  });
  const arrows = tasks.flatMap((task) =>
    Object.entries(task.needs).map(([as, need]) => `  ${name(need)} -> ${name(task)} [tooltip=${JSON.stringify(as)}];`),
  );
  return `digraph run {\n  rankdir=LR;\n${[...nodes, ...arrows].join("\n")}\n}\n`;
}
