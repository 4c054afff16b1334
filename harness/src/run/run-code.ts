import { CONTRACT, type Json } from "@disentangle/core";
import type { OpenedRun } from "./open-run.ts";
import { KINDS } from "./world.ts";

/**
 * What the keys of a run's tasks cover besides the request, by name: the contract of plugins, the code of
 * every package and plugin that takes part, the data. Two processes that agree in it compute the same.
 */
export type RunCode = Readonly<Record<string, string>>;

/** The code and data of a run, as its tasks name them. */
export function runCode({ bench, tasks }: Pick<OpenedRun, "bench" | "tasks">): RunCode {
  const code = new Map<string, string>([
    ["contract of plugins", String(CONTRACT)],
    ["code of tasks", KINDS],
  ]);
  for (const [name, digest] of Object.entries(bench.libraries)) code.set(`@disentangle/${name}`, digest);
  const { backend, dataset } = bench;
  for (const { plugin, version, digest } of [backend.identity, dataset.identity]) code.set(plugin, `${version} ${digest}`);
  code.set(`data of ${dataset.part.id}`, dataset.part.fingerprint);
  for (const { inputs } of tasks) collect(inputs, code);
  return Object.fromEntries([...code].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every part in the inputs of a task stands there with its package. */
function collect(value: Json, code: Map<string, string>): void {
  if (typeof value !== "object" || value === null) return;
  const { plugin, version, digest } = value as { readonly plugin?: unknown; readonly version?: unknown; readonly digest?: unknown };
  if (typeof plugin === "string" && typeof digest === "string") code.set(plugin, `${String(version)} ${digest}`);
  for (const inner of Object.values(value)) collect(inner as Json, code);
}

/** In what two processes differ, both sides named; undefined where they agree. */
export function differenceOf(theirs: RunCode, ours: RunCode): string | undefined {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].toSorted();
  const differing = names.filter((name) => theirs[name] !== ours[name]);
  if (differing.length === 0) return undefined;
  const words = differing.map((name) => `${name} is ${ours[name] ?? "absent"} here, ${theirs[name] ?? "absent"} at the coordinator`);
  return `its code or data differ: ${words.join("; ")}`;
}
