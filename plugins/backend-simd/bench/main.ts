// `pnpm bench`: this backend against the others on the same work, in one run.
import { availableParallelism, cpus } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MODELS_VARIABLE } from "./brought-models.ts";
import { startContenders } from "./contender.ts";
import { type Measured, measure } from "./measure.ts";
import { tables } from "./print.ts";
import { type Work, WORKS } from "./works.ts";
import { writeTables } from "./write-tables.ts";

const USAGE = `Usage: pnpm bench [options]

This backend against TensorFlow.js's own, TensorFlow's native library (where it was built for node-gpu), PyTorch, JAX and TensorFlow (where
python3 has them) and the peak of WebAssembly, each in a process of its own, in turns.

  --only <names>   some of the works, by comma: ${WORKS.map(({ name }) => name).join(", ")};
                   the first word of a name stands for all that begin with it, such as conv
  --threads <n>    threads of this backend and of the libraries (default: as many as the machine runs at once)
  --models <path>  folder in which \`npm install nsfwjs @vladmandic/human\` was done: their models are works, too
  --json           all numbers as JSON, instead of tables
  --markdown       also writes the tables into the README of this backend, with the date and all versions
  --help           this text`;

const { values } = options();
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const threads = Number(values.threads ?? availableParallelism());
const wanted = values.only?.split(",");
const matches = (name: string, prefix: string): boolean => name === prefix || name.startsWith(`${prefix}-`);
const unknown = wanted?.find((prefix) => !WORKS.some(({ name }) => matches(name, prefix)));
if (unknown !== undefined) refuse(`There is no work "${unknown}".`);
if (!Number.isInteger(threads) || threads < 1) refuse(`--threads must be a whole number of at least 1 (got ${values.threads}).`);
if (values.models !== undefined) process.env[MODELS_VARIABLE] = resolve(values.models);
const works = WORKS.filter(
  ({ name, brought }) =>
    (wanted?.some((prefix) => matches(name, prefix)) ?? true) && (brought !== true || process.env[MODELS_VARIABLE] !== undefined),
);
if (works.length === 0) refuse("These works need --models.");
if (values.markdown && wanted !== undefined) refuse("--markdown writes whole tables: leave out --only.");

function options(): {
  readonly values: {
    readonly only?: string;
    readonly threads?: string;
    readonly models?: string;
    readonly json: boolean;
    readonly markdown: boolean;
    readonly help: boolean;
  };
} {
  const flag = { type: "boolean", default: false } as const;
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        threads: { type: "string" },
        models: { type: "string" },
        json: flag,
        markdown: flag,
        help: flag,
      },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(why: string): never {
  console.error(`${why}\n\n${USAGE}`);
  process.exit(2);
}

const contenders = await startContenders(threads);
const machine = `${cpus()[0]?.model.trim() ?? "a processor"}, ${availableParallelism()} cores, Node ${process.versions.node}`;
const participants = contenders.map(({ name, about }) => `${name}: ${about}`);
console.error(`${machine}\n${participants.join("\n")}`);
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
if (values.markdown) {
  const date = new Date().toISOString().slice(0, 10);
  writeTables(
    fileURLToPath(new URL("../README.md", import.meta.url)),
    `${machine}; ${date}. ${participants.join("; ")}.\n\n${tables(results, threads)}`,
  );
}
