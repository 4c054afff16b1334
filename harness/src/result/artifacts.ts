import { sep } from "node:path";
import type { ArtifactResult } from "@disentangle/artifacts";
import type { Attacking, CellTasks } from "../experiment.ts";
import { modelKey } from "./rows.ts";

/**
 * Where the numbers of every cell are kept.
 *
 * @param pathOf path of the artifact of a key, from the folder of the run
 */
export function artifactRows(cells: readonly CellTasks[], pathOf: (key: string) => string): ArtifactResult[] {
  return cells.flatMap(({ train, distances, beside, ...underTest }) => {
    const row = (kind: ArtifactResult["kind"], key: string, about: Partial<ArtifactResult> = {}): ArtifactResult => ({
      ...modelKey(train.cell),
      kind,
      attack: null,
      space: null,
      ...about,
      path: pathOf(key).replaceAll(sep, "/"),
    });
    const regular = ({ attacks }: Attacking): Partial<ArtifactResult> => ({ attack: attacks[0]?.attack ?? null, space: "image" });
    const of = (attacking: Attacking): ArtifactResult[] => [
      ...attacking.attacks.map(({ key, attack, space }) => row("attack", key, { attack, space })),
      ...(attacking.sweep ? [row("sweep", attacking.sweep.key, regular(attacking))] : []),
    ];
    return [
      row("weights", train.key),
      ...of(underTest),
      ...(distances ? [row("distances", distances.key, regular(underTest))] : []),
      ...beside.flatMap(of),
    ];
  });
}
