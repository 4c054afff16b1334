import { relative } from "node:path";
import type { Dataset } from "@disentangle/core";
import type { Workbench } from "../parts/workbench.ts";
import { formatPart } from "../request/part-choice.ts";
import type { Settings } from "../request/settings.ts";
import { idleGpuLine, seenGpus } from "./idle-gpu.ts";

/** The parts of a run that its first lines name. */
export type Headed = {
  readonly backend: Pick<Workbench["backend"], "part">;
  readonly dataset: { readonly part: Pick<Dataset, "id" | "sample"> };
  readonly manifolds: { readonly size: number; keys(): Iterable<string> };
  readonly architectures: { keys(): Iterable<string> };
};

/** What a run is, what it computes with, where its results go, and which GPU it leaves idle. */
export function headline(
  { profile, protocol, seed, out, attack }: Pick<Settings, "profile" | "protocol" | "seed" | "out" | "attack">,
  { backend, dataset, manifolds, architectures }: Headed,
  workers: number,
  gpus: readonly string[] = seenGpus(),
): string {
  const parts = [
    `${dataset.part.id}${dataset.part.sample === undefined ? "" : " (sample)"}`,
    ...(manifolds.size > 0 ? [`manifold ${[...manifolds.keys()].join(" and ")}`] : []),
    [...architectures.keys()].join(" and "),
    formatPart(attack),
    `protocol ${protocol}`,
    `seed ${seed}`,
  ];
  const detail = Object.entries(backend.part.detail).map(([name, value]) => `${name} ${String(value)}`);
  const idle = idleGpuLine(backend.part, gpus);
  const processes = workers === 0 ? "" : `, in ${workers} worker process${workers === 1 ? "" : "es"}`;
  return [
    `${profile.name}: ${parts.join(", ")}; backend ${backend.part.name} (${detail.join(", ")})${processes}`,
    ...(idle === undefined ? [] : [idle]),
    `results go to ${relative(process.cwd(), out) || "."}`,
  ].join("\n");
}
