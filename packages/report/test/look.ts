// Writes reports of the samples into a folder, to be looked at: `node --conditions=@disentangle/source
// packages/report/test/look.ts <folder>`.
import { join } from "node:path";
import { writeFileAtomic } from "@disentangle/artifacts";
import { renderReport } from "../src/index.ts";
import { sampleResult } from "./sample-result.ts";

const folder = process.argv[2] as string;
const { html, summary, csv } = renderReport(sampleResult({ combined: true }));
await writeFileAtomic(join(folder, "index.html"), html);
for (const kind of ["both", "learned", "none"] as const) {
  const report = renderReport(sampleResult({ kind }));
  await writeFileAtomic(join(folder, `${kind}.html`), report.html);
  await writeFileAtomic(join(folder, `${kind}.md`), report.summary);
}
await writeFileAtomic(join(folder, "summary.md"), summary);
await writeFileAtomic(join(folder, "models.csv"), csv);
await writeFileAtomic(
  join(folder, "smoke.html"),
  renderReport(sampleResult({ evidence: false, warnings: ["The projection used 2 starts."], architectures: ["cnn", "mlp"] })).html,
);
