import { styleText } from "node:util";
import { Fault, reasonOf, type Availability, type Kind } from "@disentangle/core";
import { FileCache } from "@disentangle/files";
import { Catalogue, type Entry } from "../parts/catalogue.ts";
import { printableIn } from "../process/printable.ts";
import { RunScope } from "../parts/run-scope.ts";
import { EXIT } from "../process/exit.ts";

/** What was found of a part. */
interface Finding {
  readonly kind: Kind;
  readonly id: string;
  readonly availability: Availability;
}

/**
 * Prints which backends work on this machine, which datasets are here, and how to mend the others. Status 0
 * where a backend works.
 */
export async function doctor(options: { readonly plugin?: readonly string[]; readonly json?: boolean }): Promise<number> {
  const catalogue = await Catalogue.load(options.plugin ?? []);
  await using run = new RunScope({ seed: 0, protocol: "paper", signal: new AbortController().signal });
  const backends = await lookAt(catalogue, "backend", async (entry) => (await entry.offer.configure({}).make(run)).probe());
  const datasets = await lookAt(catalogue, "dataset", (entry) => openDataset(entry, run));
  if (options.json) {
    const rows = [...backends, ...datasets].map(({ kind, id, availability }) => ({ kind, id, ...availability }));
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  } else {
    process.stdout.write(`Node ${process.version} on ${process.platform} ${process.arch}\n\nBackends\n`);
    print(printableIn(backends));
    process.stdout.write(`\nDatasets, with files in ${new FileCache().folder}\n`);
    print(printableIn(datasets));
  }
  return backends.some(({ availability }) => availability.works) ? EXIT.supported : EXIT.usage;
}

async function lookAt<K extends Kind>(
  catalogue: Catalogue,
  kind: K,
  probe: (entry: Entry<K>) => Promise<Availability>,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const entry of await catalogue.all(kind)) {
    const availability = await probe(entry as Entry<K>).catch((error: unknown) => ({
      works: false as const,
      reason: Fault.is(error) ? error.problem : reasonOf(error),
      mend: (Fault.is(error) && error.mend) || "Mend the error above.",
    }));
    found.push({ kind, id: entry.offer.id, availability });
  }
  return found;
}

/** Opens a dataset with its defaults: files that are missing or damaged are told from what that says. */
async function openDataset({ offer }: Entry<"dataset">, run: RunScope): Promise<Availability> {
  const dataset = run.own(await offer.configure({}).make(run));
  const [train, test] = (["train", "test"] as const).map((split) => dataset.count(split).toLocaleString("en"));
  const rest = dataset.sample === undefined ? "" : `, a sample. ${dataset.sample}`;
  return { works: true, detail: `${train} training and ${test} test images${rest}` };
}

function print(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ id }) => id.length)) + 2;
  const indent = " ".repeat(width + 7);
  for (const { id, availability } of findings) {
    const mark = availability.works ? styleText("green", "works") : styleText("red", "no   ");
    const words = availability.works ? availability.detail : `${availability.reason}\n${availability.mend}`;
    process.stdout.write(`${styleText("cyan", id.padEnd(width))}${mark}  ${words.replaceAll("\n", `\n${indent}`)}\n`);
  }
}
