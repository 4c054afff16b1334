import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { ArtifactStore, writeThrough, type ArtifactRow, type AttackRow, type RunResult, type StoredTensors } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import { heading, line, type Format } from "../export/format.ts";
import { sampleRows } from "../export/sample-row.ts";
import { printable } from "../process/printable.ts";
import { print } from "../process/streams.ts";
import { didYouMean } from "../request/nearest.ts";
import { readRun } from "../api/read-run.ts";

/** What is exported, and how. */
interface ExportOptions {
  readonly strategy?: readonly string[];
  readonly spaces?: readonly string[];
  readonly sizes?: readonly number[];
  readonly format?: Format;
  readonly out?: string;
}

/**
 * Writes what every attack of a finished run did to every image, a row each, to a file or to standard output.
 * Attacks are read one after the other, so that memory does not grow with the run.
 */
export async function exportSamples(run: string, options: ExportOptions): Promise<number> {
  const result = await readRun(run);
  const attacks = chosen(result, options);
  const files = new Files(run, result);
  // Before anything is written: a file that is missing shows at once.
  for (const attack of attacks) files.require(attack);
  const { out, format = out !== undefined && extname(out) === ".jsonl" ? "jsonl" : "csv" } = options;
  if (out === undefined) {
    for await (const text of lines(result, attacks, files, format)) {
      if (!(await print(text))) break;
    }
    return 0;
  }
  await writeThrough(out, lines(result, attacks, files, format));
  process.stderr.write(`${attacks.reduce((sum, { images }) => sum + images, 0)} rows of ${attacks.length} attacks: ${printable(out)}\n`);
  return 0;
}

/** The text, one attack at a time. */
async function* lines(result: RunResult, attacks: readonly AttackRow[], files: Files, format: Format): AsyncGenerator<string> {
  yield heading(format);
  for (const attack of attacks) {
    const artifact = files.require(attack);
    const measured = {
      attack,
      path: artifact.path,
      tensors: await files.read(artifact),
      sweep: await files.find("sweep", attack),
      distances: await files.find("distances", attack),
    };
    let text = "";
    for (const row of sampleRows(measured, result.settings.dataset.testLabels)) text += line(format, row);
    yield text;
  }
}

function chosen(result: RunResult, { strategy, spaces, sizes }: ExportOptions): readonly AttackRow[] {
  const { attacks } = result;
  requireNames("--strategy", strategy, new Set(attacks.map((row) => row.strategy)));
  requireNames("--spaces", spaces, new Set(attacks.map(({ space }) => space)));
  requireNames("--sizes", sizes, new Set(attacks.map(({ size }) => size)));
  const found = attacks.filter(
    (row) => (strategy?.includes(row.strategy) ?? true) && (spaces?.includes(row.space) ?? true) && (sizes?.includes(row.size) ?? true),
  );
  if (found.length > 0) return found;
  throw new Fault("bad-option", attacks.length === 0 ? "The run attacked nothing." : "No attack of the run has all that was asked for.", {
    value: { strategy, spaces, sizes },
    mend: "Leave out some of --strategy, --spaces and --sizes; models.csv lists what was attacked.",
  });
}

function requireNames<T extends string | number>(option: string, asked: readonly T[] | undefined, there: ReadonlySet<T>): void {
  const unknown = asked?.find((name) => !there.has(name));
  if (unknown === undefined) return;
  const names = [...there].map(String);
  throw new Fault("bad-option", `The run has no attack with ${option} ${unknown}.`, {
    value: unknown,
    mend: `${didYouMean(String(unknown), names)}It has ${names.join(", ") || "none"}.`,
  });
}

/** The files with the numbers of a run. */
class Files {
  readonly #run: string;
  readonly #rows: readonly ArtifactRow[];

  constructor(run: string, { artifacts }: RunResult) {
    this.#run = run;
    this.#rows = artifacts;
  }

  /** The file of an attack; throws a Fault `bad-data` where it is gone or was not named. */
  require(attack: AttackRow): ArtifactRow {
    const row = this.#row("attack", attack);
    if (row === undefined) {
      throw new Fault("bad-data", `The result of ${this.#run} does not name the files with its samples.`, {
        value: this.#run,
        mend: "Start the same run again: finished tasks are found, and its result is written anew.",
      });
    }
    if (existsSync(join(this.#run, row.path))) return row;
    throw this.#gone(row);
  }

  async find(kind: ArtifactRow["kind"], attack: AttackRow): Promise<StoredTensors | undefined> {
    const row = this.#row(kind, attack);
    return row && this.read(row);
  }

  /** What the file holds, checked against its hash. */
  async read(row: ArtifactRow): Promise<StoredTensors> {
    const path = join(this.#run, row.path);
    if (!existsSync(path)) throw this.#gone(row);
    const damage: string[] = [];
    const store = new ArtifactStore(dirname(path), { onDamage: ({ reason }) => damage.push(reason) });
    const artifact = await store.read(basename(path, ".safetensors"));
    if (artifact !== undefined) return artifact.tensors;
    throw new Fault("bad-data", `${path} is damaged: ${damage.join(" ")}`, { value: path, mend: AGAIN });
  }

  #row(kind: ArtifactRow["kind"], attack: AttackRow): ArtifactRow | undefined {
    return this.#rows.find(
      (row) =>
        row.kind === kind &&
        row.attack === attack.attack &&
        row.space === attack.space &&
        row.architecture === attack.architecture &&
        row.strategy === attack.strategy &&
        row.size === attack.size &&
        row.model === attack.model,
    );
  }

  #gone({ path, strategy, size, model, space }: ArtifactRow): Fault {
    const where = join(this.#run, path);
    const what = `what the attack on ${space} of ${strategy} N=${size} #${model ?? 0} found`;
    return new Fault("bad-data", `${where} is gone, which held ${what}.`, { value: where, mend: AGAIN });
  }
}

const AGAIN = "Copy the folder artifacts to where the run looks for it, beside the folder of the run; or start the same run again.";
