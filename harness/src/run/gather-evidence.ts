import type { Evidence } from "@disentangle/core";
import { kindOf } from "./kinds/index.ts";
import type { Results, Task } from "./task.ts";

/** All that the tasks of a plan found, kind by kind, in the order of the plan. */
export async function gatherEvidence(tasks: readonly Task[], results: Results): Promise<Evidence> {
  const evidence: { [name in keyof Evidence]: Evidence[name][number][] } = {
    models: [],
    attacks: [],
    sweeps: [],
    distances: [],
    labels: [],
    lessons: [],
  };
  for (const task of tasks) {
    const found = (await kindOf(task).evidence?.(task, results)) ?? {};
    for (const [name, records] of Object.entries(found)) (evidence[name as keyof Evidence] as unknown[]).push(...records);
  }
  return evidence;
}
