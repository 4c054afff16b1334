import type { Card } from "@disentangle/core";
import { Catalogue } from "../parts/catalogue.ts";
import { printable } from "../process/printable.ts";

/** Columns of the table: traits of an attack's card. */
const TRAITS = ["norm", "access", "cost", "guarantee", "random"] as const;

/** Prints a table of all attacks on offer in Markdown, made of what they say of themselves. */
export async function attackCommand(options: { readonly plugin?: readonly string[] }): Promise<number> {
  const catalogue = await Catalogue.load(options.plugin ?? []);
  const rows = (await catalogue.all("attack")).map(({ offer }) => ({ id: offer.id, about: offer.about }));
  process.stdout.write(printable(attackTable(rows)));
  return 0;
}

/** The table, a row per attack. */
export function attackTable(rows: readonly { readonly id: string; readonly about: Card }[]): string {
  const lines = rows.map(({ id, about: { traits = {}, reference, title } }) => [
    `\`${id}\``,
    title,
    ...TRAITS.map((trait) => words(traits[trait])),
    reference ?? "–",
  ]);
  const table = [["attack", "title", "norms", "access", "cost per image by default", "guarantee", "random", "reference"], ...lines];
  const [head, ...body] = table.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  return `${[head, `|${" --- |".repeat(table[0]?.length ?? 0)}`, ...body].join("\n")}\n`;
}

function words(trait: string | number | boolean | undefined): string {
  if (trait === undefined) return "–";
  return typeof trait === "boolean" ? (trait ? "yes" : "no") : String(trait);
}
