import { Fault } from "@disentangle/core";

/**
 * Refuses a number of images per batch that cannot be.
 *
 * @throws Fault `bad-option`
 */
export function checkBatch(batch: number): void {
  if (Number.isInteger(batch) && batch >= 1) return;
  throw new Fault("bad-option", `The number of images per batch is ${batch}.`, {
    value: batch,
    mend: "Give a whole number from 1 on, or leave it out.",
  });
}
