import { styleText } from "node:util";
import type { Group, Kind, Strategy } from "@disentangle/core";
import { standardStrategies, type TrainingManifold } from "@disentangle/training";
import { Catalogue } from "../parts/catalogue.ts";
import { KINDS } from "../parts/kinds.ts";
import { printable, printableIn } from "../process/printable.ts";
import { PROFILES } from "../request/profiles.ts";

/** Prints the parts on offer, by kind, or those of one kind. */
export async function list(
  only: Kind | undefined,
  options: { readonly plugin?: readonly string[]; readonly json?: boolean },
): Promise<number> {
  const catalogue = await Catalogue.load(options.plugin ?? []);
  for (const note of catalogue.notes) process.stderr.write(`${printable(note)}\n`);
  if (options.json) {
    const parts = (await catalogue.all(only)).map(({ offer, plugin, version }) => ({
      kind: offer.kind,
      id: offer.id,
      plugin,
      version,
      ...offer.about,
    }));
    process.stdout.write(`${JSON.stringify(parts, null, 2)}\n`);
    return 0;
  }
  for (const kind of only === undefined ? KINDS : [only]) {
    const rows = (await catalogue.all(kind)).map(({ offer, plugin }) => ({ id: offer.id, about: offer.about, from: plugin }));
    if (kind === "strategy")
      rows.unshift(
        ...standardStrategies("paper", await manifoldsOn(catalogue)).map((strategy) => ({
          id: strategy.id,
          about: { title: strategy.id, summary: recipe(strategy) },
          from: "training",
        })),
      );
    if (rows.length === 0) continue;
    print(kind, printableIn(rows));
  }
  if (only !== undefined) return 0;
  process.stdout.write(`${styleText("bold", "profile")}\n`);
  for (const { name, about } of Object.values(PROFILES)) process.stdout.write(`  ${name.padEnd(28)} ${about}\n`);
  return 0;
}

/**
 * The manifolds on offer that say they have codes: each has strategies of its own, in a radius of its own.
 */
async function manifoldsOn(catalogue: Catalogue): Promise<readonly TrainingManifold[]> {
  return (await catalogue.all("manifold"))
    .filter(({ offer }) => offer.about.traits?.["codes"] === true)
    .map(({ offer: { id, about } }) => {
      const radius = about.traits?.["radius"];
      return { id, exact: about.traits?.["exact"] === true, ...(typeof radius === "number" && { radius: () => radius }) };
    });
}

/**
 * Such as `50 % clean, 50 % image (pgd-linf, radius 0.3)`; steps that follow one another are joined by
 * "then".
 */
function recipe({ steps }: Strategy): string {
  const group = ({ fraction, space, attack, radius }: Group): string =>
    `${Number((100 * fraction).toFixed(1))} % ${space}${attack === undefined ? "" : ` (${attack.id}, radius ${radius})`}`;
  return steps.map((groups) => groups.map(group).join(", ")).join(", then ");
}

interface Row {
  readonly id: string;
  readonly about: {
    readonly summary: string;
    readonly options?: Readonly<Record<string, string>>;
    readonly traits?: Readonly<Record<string, unknown>>;
  };
  readonly from: string;
}

function print(kind: string, rows: readonly Row[]): void {
  process.stdout.write(`${styleText("bold", kind)}\n`);
  for (const { id, about } of rows) {
    const traits = Object.entries(about.traits ?? {}).map(([name, value]) => `${name} ${String(value)}`);
    process.stdout.write(
      `  ${styleText("cyan", id.padEnd(28))} ${about.summary}${traits.length > 0 ? styleText("dim", ` [${traits.join(", ")}]`) : ""}\n`,
    );
    for (const [name, text] of Object.entries(about.options ?? {})) {
      process.stdout.write(`  ${"".padEnd(28)}   ${name}: ${styleText("dim", text)}\n`);
    }
  }
  process.stdout.write("\n");
}
