import type { ModelKey } from "@disentangle/artifacts";

/** Whether two rows are about the same model. */
export function isSameModel(a: ModelKey, b: ModelKey): boolean {
  return a.architecture === b.architecture && a.strategy === b.strategy && a.size === b.size && a.model === b.model;
}
