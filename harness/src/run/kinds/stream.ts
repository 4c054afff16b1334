import type { Cell, Random } from "@disentangle/core";
import { architectureOf, type Workbench } from "../../parts/workbench.ts";

/**
 * The stream of one use of a cell. Strategies share it, so that models of the same size and number start from
 * the same weights and see their images in the same order: differences between strategies are paired.
 */
export function streamOf(bench: Workbench, cell: Cell, ...purpose: readonly (string | number)[]): Random {
  return bench.random.fork(architectureOf(bench, cell).identity.id, cell.size, cell.model, ...purpose);
}
