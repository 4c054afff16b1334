import type { AttackRow, RunResult, TransferCounts } from "@disentangle/artifacts";

/** A transfer attack on one model. */
export interface TransferRow extends AttackRow {
  readonly transfer: TransferCounts;
}

/** The attacks of a run that were found on another classifier. */
export function transferRows(result: RunResult): TransferRow[] {
  return result.attacks.flatMap((row) => (row.transfer === undefined ? [] : [{ ...row, transfer: row.transfer }]));
}
