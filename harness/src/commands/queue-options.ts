import { Fault } from "@disentangle/core";
import { parseQueueAddress, type QueueAddress } from "@disentangle/queue";
import { QUEUE_VARIABLE } from "../process/hide-secret.ts";

/**
 * The queue that was asked for: by its address, or by `--queue` alone as the environment says.
 *
 * @throws Fault `bad-option` where it is no address, or none was given
 */
export function queueAddress(given: unknown): QueueAddress {
  const text = typeof given === "string" ? given : process.env[QUEUE_VARIABLE];
  if (text === undefined || text === "") {
    throw new Fault("bad-option", "No queue is named.", {
      mend: `Give the address of its Redis, such as --queue redis://head-node:6379, or put it into ${QUEUE_VARIABLE}.`,
    });
  }
  // Worker processes and plugins have no business with it, and what they print might be seen.
  delete process.env[QUEUE_VARIABLE];
  return parseQueueAddress(text);
}
