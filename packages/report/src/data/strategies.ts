import type { RunResult } from "@disentangle/artifacts";

/** Every strategy of a run, those of the settings first, in their order. */
export function strategiesOf(result: RunResult): string[] {
  return [...new Set([...result.settings.strategies.map(({ id }) => id), ...result.models.map(({ strategy }) => strategy)])];
}
