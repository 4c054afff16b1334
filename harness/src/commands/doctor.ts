import { styleText } from "node:util";
import { Fault, reasonOf, type Availability } from "@disentangle/core";
import { Catalogue, type Entry } from "../parts/catalogue.ts";
import { RunScope } from "../parts/run-scope.ts";

/** Prints which backends work on this machine, and how to mend the others. Status 0 where at least one works. */
export async function doctor(options: { readonly plugin?: readonly string[]; readonly json?: boolean }): Promise<number> {
  const catalogue = await Catalogue.load(options.plugin ?? []);
  const found: { id: string; availability: Availability }[] = [];
  await using run = new RunScope({ seed: 0, protocol: "paper", signal: new AbortController().signal });
  for (const entry of catalogue.all("backend")) {
    found.push({ id: entry.offer.id, availability: await probe(entry as Entry<"backend">, run) });
  }
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify(
        found.map(({ id, availability }) => ({ id, ...availability })),
        null,
        2,
      )}\n`,
    );
  } else {
    process.stdout.write(`Node ${process.version} on ${process.platform} ${process.arch}\n\n`);
    for (const { id, availability } of found) {
      const mark = availability.works ? styleText("green", "works") : styleText("red", "no   ");
      process.stdout.write(
        `${styleText("cyan", id.padEnd(10))} ${mark}  ${availability.works ? availability.detail : availability.reason}\n`,
      );
      if (!availability.works) process.stdout.write(`${"".padEnd(18)}${availability.mend.replaceAll("\n", `\n${"".padEnd(18)}`)}\n`);
    }
  }
  return found.some(({ availability }) => availability.works) ? 0 : 2;
}

async function probe(entry: Entry<"backend">, run: RunScope): Promise<Availability> {
  try {
    const backend = await entry.offer.configure({}).make(run);
    return await backend.probe();
  } catch (error) {
    return {
      works: false,
      reason: Fault.is(error) ? error.problem : reasonOf(error),
      mend: (Fault.is(error) && error.mend) || "Mend the error above.",
    };
  }
}
