import { dirname, join } from "node:path";

/** Where a run keeps what it finished: beside its folder, so that runs share it. */
export function artifactsFolder(out: string): string {
  return join(dirname(out), "artifacts");
}
