import { finite, type MeanRow, type RunResult } from "@disentangle/artifacts";
import type { SpaceName } from "@disentangle/core";
import {
  formatCount,
  formatEstimate,
  formatInterval,
  formatNumber,
  formatPercent,
  formatPercentInterval,
  formatSeconds,
  sizesSetApart,
} from "./data/format.ts";
import { byArchitecture } from "./data/by-architecture.ts";
import { capitalised, datasetName, words } from "./data/names.ts";
import { sideBySide } from "./data/side-by-side.ts";
import { inSpace, spacesOf, spaceWords } from "./data/spaces.ts";
import { strategiesOf } from "./data/strategies.ts";
import { transferRows } from "./data/transfer-rows.ts";
import { comparedIn, publishedComparison } from "./published/comparison.ts";
import { comparableName, differences } from "./published/differences.ts";

/** The summary of a run in Markdown, fit for a pull request: `summary.md`. @internal */
export function renderSummary(result: RunResult): string {
  const { settings, timing } = result;
  const parts = byArchitecture(result);
  return [
    `# ${cell([datasetName(settings.dataset), ...parts.map(({ name }) => name), settings.attack.id].join(", "))}`,
    `Profile ${cell(settings.profile)}, protocol ${settings.protocol}, seed ${settings.seed}, backend ${cell(settings.backend.id)}, ` +
      `${cell(result.tool.name)} ${cell(result.tool.version)}; ${formatSeconds(timing.seconds)}.`,
    settings.evidence ? "" : `> **${cell(words(settings.profile))}: not evidence.** This profile is too small for its verdicts to count.`,
    ...parts.flatMap(({ name, result }) => [
      parts.length > 1 ? `## ${cell(name)}` : "",
      verdicts(result),
      findings(result),
      numbers(result),
      attacks(result),
      transfers(result),
      published(result),
    ]),
    warnings(result),
    fenced(result.command),
  ]
    .filter((block) => block !== "")
    .join("\n\n")
    .concat("\n");
}

function verdicts({ verdicts }: RunResult): string {
  const rows = verdicts.map(({ claim, statement, outcome, words }) => [claim, statement, `**${outcome}**`, sizesSetApart(words)]);
  return table(["Claim", "", "Verdict", "Why"], rows);
}

function findings({ verdicts }: RunResult): string {
  const rows = verdicts.flatMap((verdict) =>
    verdict.findings.map(({ id, quantity, estimate, interval, condition, remark, outcome }) => [
      id,
      sizesSetApart(remark === undefined ? quantity : `${quantity} (${remark})`),
      `${formatEstimate(estimate)} ${formatInterval(interval)}`.trim(),
      condition ?? "not judged",
      outcome,
    ]),
  );
  return rows.length === 0 ? "" : `Evidence, with 95 % intervals:\n\n${table(["Part", "Quantity", "Estimate", "Condition", ""], rows)}`;
}

/** Means at the smallest and largest size of each strategy. */
function numbers(result: RunResult): string {
  const under = result.means.filter(({ quantity, attack }) => quantity === "success" && attack === result.settings.attack.id);
  const spaces = spacesOf(result, under);
  const rows = strategiesOf(result).flatMap((strategy) => {
    const own = result.means.filter((row) => row.strategy === strategy);
    const sizes = [...new Set(own.map(({ size }) => size))].toSorted((a, b) => a - b);
    const ends = [...new Set([sizes[0], sizes.at(-1)])].filter((size) => size !== undefined);
    return ends.map((size) => {
      const at = (quantity: MeanRow["quantity"], space: MeanRow["space"]): string => {
        const row = own.find(
          (entry) =>
            entry.size === size &&
            entry.quantity === quantity &&
            entry.space === space &&
            (space === null || entry.attack === result.settings.attack.id),
        );
        return row === undefined ? "–" : `${formatPercent(row.mean)} ${formatPercentInterval(row.interval)}`.trim();
      };
      return [words(strategy), formatCount(size), at("error", null), ...spaces.map((space) => at("success", space))];
    });
  });
  if (rows.length === 0) return "";
  const heads = ["Training", "N", "Test error (%)", ...successHeads(result, spaces)];
  return `Means over models at the smallest and largest size:\n\n${table(heads, rows)}`;
}

/** Several attacks on the same models. */
function attacks(result: RunResult): string {
  const spaces = spacesOf(result, result.attacks);
  const rows = sideBySide(result).map(({ strategy, size, attack, success, gradients }) => [
    words(strategy),
    formatCount(size),
    attack,
    ...spaces.map((space) => formatPercent(success[space] ?? null)),
    formatNumber(gradients),
  ]);
  if (rows.length === 0) return "";
  const heads = ["Training", "N", "Attack", ...successHeads(result, spaces)];
  return `Attacks side by side, means over models:\n\n${table([...heads, "Gradients per image, regular"], rows)}`;
}

/** What carried over from the source, all models together. */
function transfers(result: RunResult): string {
  const lines = [...Map.groupBy(transferRows(result), ({ space }) => space)].map(([space, rows]) => {
    const sum = (pick: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + pick(row), 0);
    const [both, trials, reached] = [
      sum(({ successes }) => successes),
      sum((row) => row.trials),
      sum((row) => row.transfer.sourceSuccesses),
    ];
    return `- ${capitalised(spaceWords(result, space))}: ${formatCount(both)} of ${formatCount(trials)} trials on images that source and model both classify correctly mislead both (${formatPercent(finite(both / trials))} %), of ${formatCount(reached)} that mislead the source (${formatPercent(finite(both / reached))} %).`;
  });
  return lines.length === 0 ? "" : `From the source of the attack to the models:\n\n${lines.join("\n")}`;
}

function published(result: RunResult): string {
  const rows = publishedComparison(result);
  if (rows.length === 0) return "";
  const compared = comparedIn(result, rows);
  const heads = ["Training", "N", ...compared.map((what) => `${comparableName(result, what)} (%)`)];
  const cells = rows.map(({ strategy, size, pairs }) => [
    words(strategy),
    formatCount(size),
    ...compared.map((what) => {
      const pair = pairs[what];
      return pair === undefined ? "–" : `${pair.measured.toFixed(1)} (${pair.atLeast ? "≥ " : ""}${pair.published.toFixed(1)})`;
    }),
  ]);
  return `Beside the published values, in brackets (protocol ${result.settings.protocol}). ${differences(result, rows)}\n\n${table(heads, cells)}`;
}

function warnings(result: RunResult): string {
  const audits = result.attacks.flatMap(({ attack, space, strategy, size, audit }) =>
    audit.warnings.map((text) => ({ text, of: `${attack}, ${spaceWords(result, space)}, ${words(strategy)}`, size })),
  );
  const lines = [...Map.groupBy(audits, ({ text, of }) => `${of}: ${text}`).values()].map((rows) => {
    const [{ of, text }] = rows as [(typeof audits)[number]];
    return `${of}, N = ${[...new Set(rows.map(({ size }) => formatCount(size)))].join(", ")}: ${text}`;
  });
  const learned = result.lessons.flatMap(({ part, lesson, warnings }) => warnings.map((text) => `${part}, ${lesson}: ${text}`));
  const all = [...new Set(result.warnings), ...learned, ...lines];
  return all.length === 0 ? "" : `Warnings:\n\n${all.map((warning) => `- ${cell(warning)}`).join("\n")}`;
}

function successHeads(result: RunResult, spaces: readonly SpaceName[]): string[] {
  return spaces.map((space) => `${inSpace(result, "success", space)} (%)`);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(heads.map(cell)), line(heads.map(() => "---")), ...rows.map((row) => line(row.map(cell)))].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * Text that can neither end its cell nor become a link, an image, HTML, or a mention of a person or an issue.
 * An empty comment splits what would be one: pages show nothing of it.
 */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\|]/g, "\\$&")
    .replaceAll("](", "]\\(")
    .replaceAll(/@(?=[\w-])|#(?=\d)|\bGH-(?=\d)|\bwww(?=\.)|:(?=\/\/)/gi, "$&<!-- -->");
}

/** A code block whose fence is longer than any in the text. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${code}\n${fence}`;
}
