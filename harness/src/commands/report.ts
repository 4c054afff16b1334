import { relative } from "node:path";
import { report } from "../api/report.ts";

/** Rebuilds the pages of a finished run from its `result.json`. */
export async function rebuildReport(run: string): Promise<number> {
  const { files } = await report(run);
  process.stdout.write(`${relative(process.cwd(), files.html)}\n`);
  return 0;
}
