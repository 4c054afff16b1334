import * as v from "valibot";
import type { RunCode } from "../run/run-code.ts";
import { plainJson } from "./plain-json.ts";

/** What a worker of a queue must know to plan like the coordinator. */
export interface QueueRequest {
  /** Options as people write them; a worker checks them as it would check its own. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Strategies that the config file describes. */
  readonly described: readonly unknown[];
  readonly code: RunCode;
  /** Identity of the store. */
  readonly store: string;
}

const request: v.GenericSchema<unknown, QueueRequest> = v.strictObject({
  options: v.record(v.string(), v.unknown()),
  described: v.array(v.unknown()),
  code: v.record(v.string(), v.string()),
  store: v.string(),
});

/**
 * A request as it arrived, checked.
 *
 * @throws ValiError; Fault `bad-option` for names that every object has
 */
export function readQueueRequest(raw: unknown): QueueRequest {
  return v.parse(request, plainJson(raw, "The request"));
}

/** Options that are the coordinator's own affair, or which each machine chooses for itself. */
const OWN = new Set(["out", "threads", "workers", "plugins"]);

/** The request that is sent. Plugins stay at home: a worker has those that it was started with. */
export function queueRequest(
  options: Readonly<Record<string, unknown>>,
  described: readonly unknown[],
  code: RunCode,
  store: string,
): QueueRequest {
  const sent = Object.fromEntries(Object.entries(options).filter(([name, value]) => !OWN.has(name) && value !== undefined));
  return { options: sent, described: [...described], code: { ...code }, store };
}
