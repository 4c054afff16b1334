import { sep } from "node:path";
import type { ArtifactRow } from "@disentangle/artifacts";
import { kindOf } from "../run/kinds/index.ts";
import type { Task } from "../run/task.ts";
import { modelKey } from "./rows.ts";

/**
 * Where the numbers of every task are kept that names a file.
 *
 * @param pathOf path of the artifact of a key, from the folder of the run
 */
export function artifactRows(tasks: readonly Task[], pathOf: (key: string) => string): ArtifactRow[] {
  return tasks.flatMap((task) => {
    const { file } = kindOf(task);
    if (file === undefined) return [];
    const { cell, attack, space, manifold, lesson } = task.subject;
    return [
      {
        kind: file,
        ...(cell && modelKey(cell)),
        ...(attack !== undefined && { attack }),
        ...(space !== undefined && { space }),
        ...(manifold !== undefined && (lesson === undefined ? { ruler: manifold } : { part: `manifold ${manifold}`, lesson })),
        path: pathOf(task.key).replaceAll(sep, "/"),
      },
    ];
  });
}
