import { heading, line } from "../export/format.ts";
import { sampleRows } from "../export/sample-row.ts";
import type { FoundAttack } from "./run-attacks.ts";

/** What every attack did to every image, a row each, with the columns of `export`. */
export function samplesCsv(found: readonly FoundAttack[], labels: readonly number[]): string {
  let text = heading("csv");
  for (const { row: attack, tensors, file } of found) {
    const smallest = tensors["smallest"];
    const sweep = smallest && { smallest };
    for (const row of sampleRows({ attack, path: file, tensors, sweep, distances: undefined }, labels)) text += line("csv", row);
  }
  return text;
}
