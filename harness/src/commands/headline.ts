import { relative } from "node:path";
import type { BackendInfo } from "@disentangle/core";
import { idleGpuLine, seenGpus } from "../idle-gpu.ts";
import { formatPart, type PartChoice } from "../part-choice.ts";
import type { Settings } from "../settings.ts";

/** What a run is made of, as far as its first lines tell. */
export interface Ingredients {
  readonly backend: { readonly part: BackendInfo };
  readonly dataset: { readonly part: { readonly id: string } };
  readonly attack: { readonly identity: PartChoice };
  readonly architectures: ReadonlyMap<string, unknown>;
}

/** What a run is, what it computes with, where its results go, and which GPU it leaves idle. */
export function headline(
  { profile, protocol, seed, out }: Pick<Settings, "profile" | "protocol" | "seed" | "out">,
  { backend, dataset, attack, architectures }: Ingredients,
  gpus: readonly string[] = seenGpus(),
): string {
  const parts = [
    dataset.part.id,
    [...architectures.keys()].join(" and "),
    formatPart(attack.identity),
    `protocol ${protocol}`,
    `seed ${seed}`,
  ];
  const detail = Object.entries(backend.part.detail).map(([name, value]) => `${name} ${String(value)}`);
  const idle = idleGpuLine(backend.part, gpus);
  return [
    `${profile.name}: ${parts.join(", ")}; backend ${backend.part.name} (${detail.join(", ")})`,
    ...(idle === undefined ? [] : [idle]),
    `results go to ${relative(process.cwd(), out) || "."}`,
  ].join("\n");
}
