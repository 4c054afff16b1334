import type { AttackResult, InvarianceResult, ModelKey, RunResult } from "@disentangle/artifacts";
import { formatCount, formatNumber } from "../data/format.ts";
import { SPACE_NAMES, modelName } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { section } from "./section.ts";
import { type Column, table } from "./table.ts";

const AUDITS: readonly Column<AttackResult>[] = [
  { title: "Attack", cell: ({ attack, space }) => `${attack}, ${SPACE_NAMES[space]}` },
  { title: "Excess over radius", numeric: true, cell: ({ audit }) => formatNumber(audit.normExcess) },
  { title: "Excess over box", numeric: true, cell: ({ audit }) => formatNumber(audit.boxExcess) },
  { title: "Not finite", numeric: true, cell: ({ audit }) => formatCount(audit.notFinite) },
  { title: "Gradient always zero", numeric: true, cell: ({ audit }) => formatCount(audit.zeroGradients) },
  { title: "Searches", numeric: true, cell: ({ audit }) => formatMaybe(audit.progress?.searches) },
  { title: "Success at the start", numeric: true, cell: ({ audit }) => formatCount(audit.startSuccess) },
  { title: "By the middle", numeric: true, cell: ({ audit }) => formatMaybe(audit.progress?.halfway) },
  { title: "By the end", numeric: true, cell: ({ audit }) => formatMaybe(audit.progress?.end) },
  { title: "Failed, loss no lower", numeric: true, cell: ({ audit }) => formatMaybe(audit.progress?.stalled) },
  { title: "Gradients", numeric: true, cell: ({ gradients }) => formatCount(gradients) },
];

const INVARIANCES: readonly Column<InvarianceResult>[] = [
  { title: "Attack", cell: ({ attack }) => attack },
  { title: "Checked", numeric: true, cell: ({ total }) => formatCount(total) },
  { title: "Label kept", numeric: true, cell: ({ invariant }) => formatCount(invariant) },
  { title: "Largest |image − dec(code)|", numeric: true, cell: ({ largestDifference }) => formatNumber(largestDifference) },
];

/** Warnings first, then the automatic checks of every attack: whether it did what it claims to do. */
export function audit(result: RunResult): Html | null {
  const several = result.settings.architectures.length > 1;
  const model = { title: "Model", cell: (row: ModelKey) => modelName(row, several) };
  const warnings = [...result.warnings, ...attackWarnings(result.attacks, several)];
  if (result.attacks.length === 0 && result.invariances.length === 0 && warnings.length === 0) return null;
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
        ${table("Checks of every attack", [model, ...AUDITS], result.attacks)}
      </details>`,
    result.invariances.length > 0 &&
      html`<details>
        <summary>Labels of on-manifold examples (Definition 1)</summary>
        ${table("Labels of on-manifold examples", [model, ...INVARIANCES], result.invariances)}
      </details>`,
  );
}

function formatMaybe(count: number | undefined): string {
  return count === undefined ? "–" : formatCount(count);
}

/** Equal warnings of several attacks are told once. */
function attackWarnings(attacks: readonly AttackResult[], several: boolean): string[] {
  const told = attacks.flatMap((row) => row.audit.warnings.map((warning) => ({ warning, row })));
  return [...Map.groupBy(told, ({ warning }) => warning)].map(([warning, [first, ...others]]) => {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `${warning} (${first === undefined ? "" : `${first.row.attack}, ${SPACE_NAMES[first.row.space]}, ${modelName(first.row, several)}`}${more})`;
  });
}
