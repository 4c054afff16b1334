import { sep } from "node:path";
import type { ArtifactResult } from "@disentangle/artifacts";
import type { CellTasks } from "../experiment.ts";
import { modelKey } from "./rows.ts";

/**
 * Where the numbers of every cell are kept.
 *
 * @param attack id of the attack under test
 * @param pathOf path of the artifact of a key, from the folder of the run
 */
export function artifactRows(cells: readonly CellTasks[], attack: string, pathOf: (key: string) => string): ArtifactResult[] {
  return cells.flatMap(({ train, attacks, sweep, distances }) => {
    const row = (kind: ArtifactResult["kind"], key: string, about: Partial<ArtifactResult> = {}): ArtifactResult => ({
      ...modelKey(train.cell),
      kind,
      attack: null,
      space: null,
      ...about,
      path: pathOf(key).replaceAll(sep, "/"),
    });
    const regular = { attack, space: "image" } as const;
    return [
      row("weights", train.key),
      ...attacks.map(({ key, space }) => row("attack", key, { attack, space })),
      ...(sweep ? [row("sweep", sweep.key, regular)] : []),
      ...(distances ? [row("distances", distances.key, regular)] : []),
    ];
  });
}
