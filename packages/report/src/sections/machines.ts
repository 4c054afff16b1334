import type { RunResult, TaskTime } from "@disentangle/artifacts";
import { formatCount, formatSeconds } from "../data/format.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

/** What one machine of a queue did. */
interface MachineRow {
  readonly machine: string;
  readonly tasks: readonly TaskTime[];
  readonly seconds: number;
}

const COLUMNS: readonly Column<MachineRow>[] = [
  { title: "Machine", cell: ({ machine }) => machine },
  numeric("Tasks", ({ tasks }) => tasks.length, formatCount),
  { title: "Of which", cell: ({ tasks }) => kindsOf(tasks) },
  numeric("Time at work", ({ seconds }) => seconds, formatSeconds),
];

/** Which machines of a queue computed what; nothing where none did. */
export function machines({ timing }: RunResult): Html | null {
  const computed = timing.tasks.flatMap((task) => (task.machine === undefined ? [] : [{ ...task, machine: task.machine }]));
  if (computed.length === 0) return null;
  const rows = [...Map.groupBy(computed, ({ machine }) => machine)]
    .map(([machine, tasks]): MachineRow => ({ machine, tasks, seconds: tasks.reduce((sum, { seconds }) => sum + seconds, 0) }))
    .toSorted((a, b) => b.seconds - a.seconds);
  const found = timing.tasks.length - computed.length;
  return section(
    "machines",
    "Machines",
    found > 0 && html`<p>${formatCount(found)} of ${formatCount(timing.tasks.length)} tasks were found finished.</p>`,
    table("What each machine computed in this run", COLUMNS, rows),
  );
}

function kindsOf(tasks: readonly TaskTime[]): string {
  return [...Map.groupBy(tasks, ({ kind }) => kind)].map(([kind, own]) => `${kind} ${formatCount(own.length)}`).join(", ");
}
