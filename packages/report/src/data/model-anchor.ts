import type { ModelKey } from "@disentangle/artifacts";

/** Where on the page the examples of a model are: an id that needs no escaping. */
export function modelAnchor({ architecture, strategy, size, model }: ModelKey): string {
  return `examples-${[architecture, strategy, size, model].join("-").replaceAll(/[^A-Za-z0-9]+/g, "-")}`;
}
