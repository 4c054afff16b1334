import type { AttackRow, LabelRow, ModelKey, RunResult } from "@disentangle/artifacts";
import { formatCount, formatNumber } from "../data/format.ts";
import { modelName } from "../data/names.ts";
import { spaceWords } from "../data/spaces.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

const AUDITS: readonly Column<AttackRow>[] = [
  numeric("Excess over radius", ({ audit }) => audit.normExcess, formatNumber),
  numeric("Excess over box", ({ audit }) => audit.boxExcess, formatNumber),
  numeric("Not finite", ({ audit }) => audit.notFinite, formatCount),
  numeric("Gradient always zero", ({ audit }) => audit.zeroGradients, formatCount),
  numeric("Searches", ({ audit }) => audit.progress.searches, formatCount),
  numeric("Success at the start", ({ audit }) => audit.startSuccess, formatCount),
  numeric("By the middle", ({ audit }) => audit.progress.halfway, formatCount),
  numeric("By the end", ({ audit }) => audit.progress.end, formatCount),
  numeric("Failed, loss no lower", ({ audit }) => audit.progress.stalled, formatCount),
  numeric("Gradients", ({ gradients }) => gradients, formatCount),
];

const LABELS: readonly Column<LabelRow>[] = [
  { title: "Judged by", cell: ({ exact }) => (exact ? "Definition 1" : "reconstruction") },
  numeric("Checked", ({ total }) => total, formatCount),
  numeric("Label kept", ({ kept }) => kept, formatCount),
  numeric("Left out", ({ leftOut }) => leftOut, formatCount),
  numeric("Largest |image − dec(code)|", ({ largestDifference }) => largestDifference, formatNumber),
];

/** Warnings first, then the automatic checks of every attack: whether it did what it claims to do. */
export function audit(result: RunResult): Html | null {
  const several = result.settings.architectures.length > 1;
  const model = { title: "Model", cell: (row: ModelKey) => modelName(row, several) };
  const attack = { title: "Attack", cell: (row: AttackRow | LabelRow) => `${row.attack}, ${spaceWords(result, row.space)}` };
  const warnings = [...result.warnings, ...lessonWarnings(result), ...attackWarnings(result, several)];
  if (result.attacks.length === 0 && result.labels.length === 0 && warnings.length === 0) return null;
  return section(
    "audit",
    "Checks",
    warnings.length === 0
      ? html`<p>No warnings: every perturbation stayed in its ball and box and was finite, and gradients were not zero throughout.</p>`
      : html`<ul class="warnings">
          ${warnings.map((warning) => html`<li>${warning}</li>`)}
        </ul>`,
    result.attacks.length > 0 &&
      html`<details>
        <summary>Checks of every attack</summary>
        ${table("Checks of every attack", [model, attack, ...AUDITS], result.attacks)}
      </details>`,
    result.labels.length > 0 &&
      html`<details>
        <summary>Labels of on-manifold examples</summary>
        <p>${labelWords(result)}</p>
        ${table("Labels of on-manifold examples", [model, attack, ...LABELS], result.labels)}
      </details>`,
  );
}

/** What it means that an example keeps its label, on the manifolds that the run has. */
function labelWords({ labels }: RunResult): string {
  const exact =
    labels.some((row) => row.exact) &&
    "By Definition 1 of the paper an example keeps its label where it has the class and font of its image, its code is valid and it is what the decoder makes of that code.";
  const learned =
    labels.some((row) => !row.exact) &&
    "On a learned manifold an example keeps its label where the decoder of its own class reconstructs it best; images whose unattacked reconstruction is not assigned to their class are left out.";
  return [exact, learned].filter((sentence) => sentence !== false).join(" ");
}

/** Warnings of what was learned, with the lesson. */
function lessonWarnings({ lessons }: RunResult): string[] {
  return lessons.flatMap(({ part, lesson, warnings }) => warnings.map((warning) => `${warning} (${part}, ${lesson})`));
}

/** Equal warnings of several attacks are told once. */
function attackWarnings(result: RunResult, several: boolean): string[] {
  const told = result.attacks.flatMap((row) => row.audit.warnings.map((warning) => ({ warning, row })));
  return [...Map.groupBy(told, ({ warning }) => warning)].map(([warning, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `${warning} (${first === undefined ? "" : `${first.row.attack}, ${spaceWords(result, first.row.space)}, ${modelName(first.row, several)}`}${more})`;
  });
}
