import type { RunResult, TaskTime } from "@disentangle/artifacts";
import { formatCount, formatSeconds, formatTime } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

interface KindTime {
  readonly kind: string;
  readonly tasks: readonly TaskTime[];
}

const sum = (tasks: readonly TaskTime[]): number => tasks.reduce((total, { seconds }) => total + seconds, 0);

const KINDS: readonly Column<KindTime>[] = [
  { title: "Kind of task", cell: ({ kind }) => words(kind) },
  numeric("Tasks", ({ tasks }) => tasks.length, formatCount),
  numeric("Found finished", ({ tasks }) => tasks.filter(({ cached }) => cached).length, formatCount),
  numeric("Time", ({ tasks }) => sum(tasks), formatSeconds),
  numeric("Longest", ({ tasks }) => Math.max(...tasks.map(({ seconds }) => seconds)), formatSeconds),
];

const WORKER = numeric<TaskTime, number | null>(
  "Worker",
  ({ worker }) => worker ?? null,
  (worker) => worker ?? "–",
);

const TASKS: readonly Column<TaskTime>[] = [
  { title: "Task", cell: ({ label }) => label },
  { title: "Kind", cell: ({ kind }) => words(kind) },
  numeric("Time", ({ seconds }) => seconds, formatSeconds),
  { title: "Found finished", cell: ({ cached }) => (cached ? "yes" : "no") },
];

/** Where the time went. */
export function timing(result: RunResult): Html {
  const { started, seconds, peakMemory, tasks } = result.timing;
  const kinds = [...Map.groupBy(tasks, ({ kind }) => kind)].map(([kind, group]) => ({ kind, tasks: group }));
  const memory = peakMemory === null ? "" : `, at most ${(peakMemory / 2 ** 30).toFixed(2)} GiB of memory`;
  return section(
    "times",
    "Times",
    html`<p>
      Started ${formatTime(started)}; ${formatSeconds(seconds)} in all${memory}. A task found finished, from an earlier run or another part
      of this one, took no time.
    </p>`,
    kinds.length > 0 && table("Time by kind of task", KINDS, kinds),
    tasks.length > 0 &&
      html`<details>
        <summary>Every task</summary>
        ${table("Every task", tasks.some(({ worker }) => worker !== undefined) ? [...TASKS, WORKER] : TASKS, tasks)}
      </details>`,
  );
}
