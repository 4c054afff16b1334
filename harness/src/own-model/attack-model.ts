import { join } from "node:path";
import { ATTACKED_MODEL_VERSION, makeFolder, writeAttackedModel, writeFileAtomic, type AttackedModel } from "@disentangle/artifacts";
import { BACKEND, type Dataset } from "@disentangle/core";
import { testError, wilson } from "@disentangle/evaluation";
import { renderAttackPage } from "@disentangle/report";
import manifest from "../../package.json" with { type: "json" };
import { startWork, type Working } from "../api/event-stream.ts";
import { inTurn } from "../api/own-turn.ts";
import type { Emit } from "../api/run-event.ts";
import type { RunControl } from "../api/verify.ts";
import { Catalogue } from "../parts/catalogue.ts";
import { configurePart } from "../parts/part-identity.ts";
import { RunScope } from "../parts/run-scope.ts";
import type { PartChoice } from "../request/part-choice.ts";
import { readAttackOptions, type AttackOptions, type AttackSettings } from "./attack-options.ts";
import { exampleRows } from "./example-rows.ts";
import { matchClasses, nameOutputs } from "./match-classes.ts";
import { openSubject, type Subject } from "./open-subject.ts";
import { runAttacks } from "./run-attacks.ts";
import { samplesCsv } from "./samples-csv.ts";
import { makeAttacks, namedAttacks } from "./named-attacks.ts";

/** What attacks on a model of one's own left. */
export interface AttackedRun {
  /** All that was measured; also in `attack.json`. */
  readonly result: AttackedModel;
  /** The folder with `attack.json`, `samples.csv`, `report/index.html` and a file for each attack. */
  readonly folder: string;
}

/** How attacks are called off, and where files of a named dataset are. */
export type AttackControl = Pick<RunControl, "signal" | "data" | "offline">;

/**
 * Attacks a model of one's own, from disk, on one's own images: success rates, the smallest radius at which
 * each image falls, a page, a CSV file and the adversarial images. Prints nothing and never ends the process.
 *
 * ```ts
 * const { result } = await attack({ model: "model.json", data: "images", epsilon: 8 / 255 });
 * ```
 *
 * @throws Fault `bad-option`, `unknown-part`, `contradiction`, `bad-data`, `io`, `aborted`
 */
export function attack(options: AttackOptions, { signal, ...files }: AttackControl = {}): Working<AttackedRun> {
  const command = `await attack(${JSON.stringify(options)})`;
  return startWork((emit) => inTurn(() => attackModel(options, command, signal ?? new AbortController().signal, emit), files));
}

/** {@link attack}, told how it was asked for. */
export async function attackModel(raw: unknown, command: string, signal: AbortSignal, emit: Emit): Promise<AttackedRun> {
  const started = new Date();
  const settings = readAttackOptions(raw);
  const { out, seed } = settings;
  const catalogue = await Catalogue.load(settings.plugins);
  const attacks = await namedAttacks(settings, catalogue);
  const backend = await configurePart(catalogue, "backend", settings.backend);
  await using scope = new RunScope({ seed, protocol: "paper", signal });
  const info = await (await scope.open(BACKEND, backend.make)).activate();
  using subject = await openSubject(settings, async (choice) => (await configurePart(catalogue, "architecture", choice)).make(scope));
  const source = await configurePart(catalogue, "dataset", sourceOf(settings, subject));
  const matched = matchClasses(scope.own(await source.make(scope)), settings.classes);
  const { dataset } = matched;
  const made = await makeAttacks(attacks, scope, settings, dataset.image);
  const warnings: string[] = [];
  const { frozen, outputs } = subject.classifier(dataset.image, matched.classes.length, (words) => warnings.push(words));
  using _frozen = frozen;
  const classes = nameOutputs(matched.classes, frozen.classes);
  const count = Math.min(settings.images, dataset.count("test"));
  makeFolder(join(out, "report"));
  const total = attacks.length * (settings.sweep ? 2 : 1);
  const shape = dataset.image.join(" × ");
  const headline = `${subject.file} (${subject.format}, ${outputs}), ${count} images of ${shape}, backend ${info.name}\nresults go to ${out}`;
  emit({ type: "opened", headline, folder: out, workers: 0, done: 0, total });
  const { errors, wrong } = await testError({ frozen, dataset, count, signal });
  if (errors > count / 2) warnings.push(misfit(errors / count, settings));
  for (const text of warnings) emit({ type: "note", text, done: 0, total });
  const found = await runAttacks({ settings, attacks: made, frozen, dataset, count, signal, emit, total });
  const labels = await labelsOf(dataset, wrong.length);
  const files = Object.fromEntries(found.map(({ name, file }) => [name, file]));
  const result: AttackedModel = {
    attackVersion: ATTACKED_MODEL_VERSION,
    tool: { name: manifest.name, version: manifest.version },
    command,
    model: {
      file: subject.file,
      format: subject.format,
      sha256: subject.sha256,
      image: [...dataset.image],
      classes: [...classes],
      outputs,
    },
    data: { id: source.identity.id, options: { ...source.identity.options }, fingerprint: dataset.fingerprint, labels },
    backend: { id: backend.identity.id, options: { ...backend.identity.options } },
    seed,
    clean: { errors, total: count, error: errors / count, interval: wilson(errors, count) },
    attacks: found.map(({ row }) => row),
    sweeps: found.flatMap(({ sweep }) => (sweep === undefined ? [] : [sweep])),
    examples: await exampleRows(found, frozen, dataset),
    files,
    warnings,
    timing: { started: started.toISOString(), seconds: (Date.now() - started.getTime()) / 1000 },
  };
  await writeAttackedModel(join(out, "attack.json"), result);
  await writeFileAtomic(join(out, "samples.csv"), samplesCsv(found, labels));
  await writeFileAtomic(join(out, "report", "index.html"), renderAttackPage(result));
  return { result, folder: out };
}

/** The dataset that is attacked: pictures are made as large, and as colourful, as the model says it takes. */
function sourceOf({ data, dataset, size }: AttackSettings, { side, channels }: Subject): PartChoice {
  if (dataset !== undefined) return dataset;
  const sides = size ?? (side === undefined ? undefined : side.join("x"));
  return {
    id: "images",
    options: {
      folder: data,
      test: 1,
      ...(sides !== undefined && { size: sides }),
      ...(channels === 1 && { colours: "grey" }),
      ...(channels === 3 && { colours: "colour" }),
    },
  };
}

function misfit(error: number, { classes }: AttackSettings): string {
  const order = classes === undefined ? "the order of its outputs (--classes)" : "--classes";
  return `The model misclassifies ${(100 * error).toFixed(1)} % of the unattacked images. Check ${order}, and how it takes images (--range, --mean, --std).`;
}

async function labelsOf(dataset: Dataset, count: number): Promise<number[]> {
  using rows = await dataset.examples(
    "test",
    Int32Array.from({ length: count }, (_, i) => i),
  );
  return [...rows.labels];
}
