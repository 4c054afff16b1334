// `pnpm bench`: this backend against the others on the same work, in one run. Options: --only <names, by comma>, --threads <n>, --json.
import { availableParallelism, cpus } from "node:os";
import { parseArgs } from "node:util";
import { startContenders } from "./contender.ts";
import { type Measured, measure } from "./measure.ts";
import { tables } from "./print.ts";
import { type Work, WORKS } from "./works.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, threads: { type: "string" }, json: { type: "boolean", default: false } },
});
const threads = Number(values.threads ?? availableParallelism());
const wanted = values.only?.split(",");
const works = WORKS.filter(({ name }) => wanted?.some((prefix) => name === prefix || name.startsWith(`${prefix}-`)) ?? true);
if (works.length === 0 || !Number.isInteger(threads) || threads < 1) {
  console.error(`Give --threads a whole number and --only some of ${WORKS.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}

const contenders = await startContenders(threads);
const machine = `${cpus()[0]?.model.trim() ?? "a processor"}, ${availableParallelism()} cores, Node ${process.versions.node}`;
console.error(`${machine}\n${contenders.map(({ name, about }) => `${name}: ${about}`).join("\n")}`);
const results = new Map<Work, Readonly<Record<string, Measured>>>();
for (const work of works) {
  console.error(work.title);
  results.set(work, await measure(work, contenders));
}
for (const contender of contenders) contender.end();
if (values.json) {
  const list = [...results].map(([{ name, title, operations, images }, by]) => ({ name, title, operations, images, milliseconds: by }));
  console.log(
    JSON.stringify({ machine, threads, contenders: contenders.map(({ name, about }) => ({ name, about })), works: list }, undefined, 2),
  );
} else {
  console.log(`\n${tables(results, threads)}`);
}
