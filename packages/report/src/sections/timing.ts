import type { RunResult, TaskTime } from "@disentangle/artifacts";
import { formatCount, formatSeconds, formatTime } from "../data/format.ts";
import { words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, table } from "./table.ts";

interface KindTime {
  readonly kind: string;
  readonly tasks: readonly TaskTime[];
}

const sum = (tasks: readonly TaskTime[]): number => tasks.reduce((total, { seconds }) => total + seconds, 0);

const KINDS: readonly Column<KindTime>[] = [
  { title: "Kind of task", cell: ({ kind }) => words(kind) },
  { title: "Tasks", numeric: true, cell: ({ tasks }) => formatCount(tasks.length) },
  { title: "Found finished", numeric: true, cell: ({ tasks }) => formatCount(tasks.filter(({ cached }) => cached).length) },
  { title: "Time", numeric: true, cell: ({ tasks }) => formatSeconds(sum(tasks)) },
  { title: "Longest", numeric: true, cell: ({ tasks }) => formatSeconds(Math.max(...tasks.map(({ seconds }) => seconds))) },
];

const WORKER: Column<TaskTime> = { title: "Worker", numeric: true, cell: ({ worker }) => worker ?? "–" };

const TASKS: readonly Column<TaskTime>[] = [
  { title: "Task", cell: ({ label }) => label },
  { title: "Kind", cell: ({ kind }) => words(kind) },
  { title: "Time", numeric: true, cell: ({ seconds }) => formatSeconds(seconds) },
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
