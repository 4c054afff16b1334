import { styleText } from "node:util";
import { queueStatus, type QueueStatus } from "@disentangle/queue";
import { KIND_NAMES } from "../run/kinds/index.ts";
import { formatClock } from "../run/format-clock.ts";
import { printableIn } from "../process/printable.ts";
import { EXIT } from "../process/exit.ts";
import { queueAddress } from "./queue-options.ts";

/** Prints what happens on a queue: its machines, what each is at, what waits. */
export async function status({ queue, json }: { readonly queue?: string | true; readonly json?: boolean }): Promise<number> {
  const found = await queueStatus(queueAddress(queue), KIND_NAMES);
  process.stdout.write(json === true ? `${JSON.stringify(found, null, 2)}\n` : describe(printableIn(found)));
  return EXIT.supported;
}

function describe({ queue, machines, kinds, active, perMinute, secondsLeft }: QueueStatus): string {
  const busy = kinds.filter(({ waiting, active: running, done, failed }) => waiting + running + done + failed > 0);
  const left = secondsLeft === undefined ? "" : `, about ${formatClock(secondsLeft)} left for what is in the queue`;
  const lines = [
    `${queue}: ${machines.length} machine${machines.length === 1 ? "" : "s"}, ${perMinute} tasks in the last minute${left}`,
    ...table(
      ["machine", "at a time", "backend", "takes", "done", "busy"],
      machines.map((one) => [
        one.machine,
        String(one.slots),
        one.backend ?? "any",
        one.kinds.length === KIND_NAMES.length ? "all" : one.kinds.join(","),
        String(one.done),
        formatClock(one.seconds),
      ]),
    ),
    ...table(
      ["tasks", "waiting", "running", "done", "failed", "mean"],
      busy.map((one) => [
        one.kind,
        ...[one.waiting, one.active, one.done, one.failed].map(String),
        one.meanSeconds === undefined ? "" : `${one.meanSeconds.toFixed(1)} s`,
      ]),
    ),
    ...table(
      ["running", "on", "for", "how far"],
      active.map((one) => [
        one.label,
        one.machine,
        formatClock(one.seconds),
        `${Math.round(100 * one.fraction)} % ${one.detail ?? ""}`.trim(),
      ]),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const widths = head.map((word, i) => Math.max(word.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return ["", styleText("dim", line(head)), ...rows.map(line)];
}
