import { styleText } from "node:util";
import { standardStrategies } from "@disentangle/training";
import { Catalogue } from "../catalogue.ts";
import { CLAIMS } from "../claims/index.ts";
import { KINDS } from "../plugin-schema.ts";
import { PROFILES } from "../profiles.ts";

/** Prints every part on offer, by kind. */
export async function list(options: { readonly plugin?: readonly string[]; readonly json?: boolean }): Promise<number> {
  const catalogue = await Catalogue.load(options.plugin ?? []);
  if (options.json) {
    const parts = catalogue
      .all()
      .map(({ offer, plugin, version }) => ({ kind: offer.kind, id: offer.id, plugin, version, ...offer.about }));
    process.stdout.write(`${JSON.stringify(parts, null, 2)}\n`);
    return 0;
  }
  for (const kind of KINDS) {
    const rows = catalogue.all(kind).map(({ offer, plugin }) => ({ id: offer.id, about: offer.about, from: plugin }));
    if (kind === "strategy")
      rows.unshift(...standardStrategies("paper").map(({ id }) => ({ id, about: { title: id, summary: STRATEGY }, from: "training" })));
    if (kind === "claim")
      rows.unshift(...CLAIMS.map(({ id, statement }) => ({ id, about: { title: id, summary: statement }, from: "harness" })));
    if (rows.length === 0) continue;
    print(kind, rows);
  }
  process.stdout.write(`${styleText("bold", "profile")}\n`);
  for (const { name, about } of Object.values(PROFILES)) process.stdout.write(`  ${name.padEnd(28)} ${about}\n`);
  return 0;
}

const STRATEGY = "built in, see the README of @disentangle/training";

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
