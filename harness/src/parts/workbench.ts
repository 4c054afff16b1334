import { TRANSFER_ATTACK } from "@disentangle/attack-transfer";
import {
  ATTACK_OF,
  BACKEND,
  DATASET,
  Fault,
  Random,
  type Architecture,
  type Attack,
  type BackendInfo,
  type Cell,
  type Dataset,
  type Scope,
  type Strategy,
} from "@disentangle/core";
import { standardStrategies } from "@disentangle/training";
import { readStrategy, strategiesByName } from "../request/own-strategy.ts";
import { formatPart, type PartChoice } from "../request/part-choice.ts";
import type { Settings } from "../request/settings.ts";
import type { Catalogue } from "./catalogue.ts";
import { configureManifolds } from "./configure-manifolds.ts";
import type { RunManifold } from "./manifolds.ts";
import { refuseUnlike } from "./minimum-norm.ts";
import { packageDigest } from "./package-digest.ts";
import { configurePart, samePart, type ConfiguredPart, type IdentifiedPart, type Identity } from "./part-identity.ts";
import { measureSpeed } from "./measure-speed.ts";
import { RunScope } from "./run-scope.ts";

/** A network with what it costs, see {@link measureSpeed}. */
export interface RunArchitecture extends IdentifiedPart<Architecture> {
  readonly relativeCost: number;
}

/** The parts of a run, made and ready, but for manifolds that are yet to be learned. */
export interface Workbench extends AsyncDisposable {
  readonly settings: Settings;
  readonly random: Random;
  readonly backend: IdentifiedPart<BackendInfo>;
  readonly dataset: IdentifiedPart<Dataset>;
  /** By id; the ruler is among them. The first one with codes is the one that claims judge. */
  readonly manifolds: ReadonlyMap<string, RunManifold>;
  /** What measures distances. */
  readonly ruler: RunManifold | undefined;
  /** By the name that cells and tables use. */
  readonly architectures: ReadonlyMap<string, RunArchitecture>;
  /** How many times longer this machine takes than the planned costs of tasks say. */
  readonly pace: number;
  /**
   * By the name that rows use, the one under test first: its id, with options where another of the run has
   * the same id.
   */
  readonly attacks: ReadonlyMap<string, IdentifiedPart<Attack>>;
  /** What is run once beside the sweep of the attack under test. */
  readonly minimumNorm: IdentifiedPart<Attack> | undefined;
  /** What transfer attacks run on their source. */
  readonly sourceAttack: Identity;
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Hash of the packages that every result passes through. */
  readonly libraries: Readonly<Record<string, string>>;
  /** What stepped aside, in words. */
  readonly notes: readonly string[];
  /** An attack by name and options; made once. */
  attackOf(choice: PartChoice): Promise<IdentifiedPart<Attack>>;
}

const LIBRARIES = ["core", "ops", "training", "evaluation"] as const;

/**
 * Configures every part before anything heavy loads, so that a wrong option ends the run at once; then
 * activates the backend and opens the dataset and all that depends on it. Nothing is learned. Whoever opens a
 * workbench disposes of it.
 *
 * @param measure whether networks are timed, so that the time a run takes can be told
 */
export async function openWorkbench(settings: Settings, catalogue: Catalogue, signal: AbortSignal, measure = true): Promise<Workbench> {
  const backend = await configurePart(catalogue, "backend", settings.backend);
  const dataset = await configurePart(catalogue, "dataset", settings.dataset);
  const openManifolds = await configureManifolds(settings, catalogue);
  const architectures = await Promise.all(settings.architectures.map((choice) => configurePart(catalogue, "architecture", choice)));
  refuseTwins(settings.architectures, architectures);
  const attacks = await namedAttacks(settings, catalogue);
  const nearest = settings.minimumNorm && (await configurePart(catalogue, "attack", settings.minimumNorm));
  const inner = await configurePart(catalogue, "attack", settings.sourceAttack);
  const offered = await Promise.all(
    catalogue.names("strategy").map(async (id) => {
      const { make, identity } = await configurePart(catalogue, "strategy", { id, options: {} });
      const origin = `the plugin ${identity.plugin}`;
      return async (scope: Scope) => ({ strategy: readStrategy(await make(scope), origin), origin });
    }),
  );

  const run = new RunScope({ seed: settings.seed, protocol: settings.protocol, signal });
  const own = <T>(value: T): T => run.own(value);
  try {
    const info = await (await run.open(BACKEND, backend.make)).activate();
    const opened = await run.open(DATASET, (scope) => openDataset(settings.dataset, dataset.make, scope));
    const { manifolds, ruler, notes } = await openManifolds(run, own);
    const withCodes = [...manifolds.values()].filter(({ codes }) => codes !== undefined);
    const standard = standardStrategies(
      settings.protocol,
      withCodes.map(({ id, exact, codes }) => ({ id, exact, radius: codes?.radius })),
    );
    const strategies = strategiesByName(standard, [
      ...(await Promise.all(offered.map((make) => make(run)))),
      ...settings.own.map((strategy) => ({ strategy, origin: "the config file" })),
    ]);
    const networks = new Map<string, RunArchitecture>();
    let pace = Infinity;
    for (const [i, { identity, make }] of architectures.entries()) {
      const part = own(await make(run));
      const speed = measure ? await measureSpeed(part, opened, Number(info.detail?.threads ?? 1)) : { relativeCost: 1, pace: 1 };
      pace = Math.min(pace, speed.pace);
      const { relativeCost } = speed;
      networks.set(architectureName(settings, i), { part, identity, relativeCost });
    }
    const attackOf = attackMaker(catalogue, run);
    run.bind(ATTACK_OF, () => async (choice) => (await attackOf(choice)).part);
    if (attacks.some(({ identity }) => identity.id === "transfer")) await run.open(TRANSFER_ATTACK, inner.make);
    const made = new Map<string, IdentifiedPart<Attack>>();
    for (const { name, identity, make } of attacks) made.set(name, { part: own(await make(run)), identity });
    const minimumNorm = nearest && { part: own(await nearest.make(run)), identity: nearest.identity };
    if (minimumNorm !== undefined) refuseUnlike(settings, made.get(settings.attack.id)?.part as Attack, minimumNorm.part);
    return {
      settings,
      random: Random.seeded(settings.seed),
      backend: { part: info, identity: backend.identity },
      dataset: { part: opened, identity: dataset.identity },
      manifolds,
      ruler,
      architectures: networks,
      pace,
      attacks: made,
      minimumNorm,
      sourceAttack: inner.identity,
      strategies,
      libraries: Object.fromEntries(LIBRARIES.map((name) => [name, packageDigest(import.meta.resolve(`@disentangle/${name}`))])),
      notes,
      attackOf,
      [Symbol.asyncDispose]: () => run[Symbol.asyncDispose](),
    };
  } catch (error) {
    await run[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Opens a dataset; files of it that are damaged or cannot be read end the run as missing ones do, before
 * anything is computed.
 */
async function openDataset(choice: PartChoice, make: (scope: Scope) => Promise<Dataset>, scope: Scope): Promise<Dataset> {
  try {
    return await make(scope);
  } catch (cause) {
    if (!Fault.is(cause, "bad-data") && !Fault.is(cause, "io")) throw cause;
    throw new Fault("unavailable", `The dataset ${formatPart(choice)} cannot be opened. ${cause.problem}`, {
      value: cause.value,
      cause,
      ...(cause.mend !== undefined && { mend: cause.mend }),
    });
  }
}

/** The architecture of a planned cell. */
export function architectureOf(bench: Workbench, cell: Cell): RunArchitecture {
  return bench.architectures.get(cell.architecture) as RunArchitecture;
}

/** Makes attacks by name and options, each once. */
function attackMaker(catalogue: Catalogue, run: RunScope): Workbench["attackOf"] {
  const attacks = new Map<string, Promise<IdentifiedPart<Attack>>>();
  return (choice) => {
    const name = JSON.stringify(choice);
    const known = attacks.get(name);
    if (known !== undefined) return known;
    const making = configurePart(catalogue, "attack", choice).then(async ({ identity, make }) => ({
      part: run.own(await make(run)),
      identity,
    }));
    attacks.set(name, making);
    return making;
  };
}

interface NamedAttack extends ConfiguredPart<"attack"> {
  readonly name: string;
}

/** The attack under test and those beside it, by the names that rows use. */
async function namedAttacks(settings: Settings, catalogue: Catalogue): Promise<readonly NamedAttack[]> {
  const choices = [settings.attack, ...settings.beside];
  const configured = await Promise.all(choices.map((choice) => configurePart(catalogue, "attack", choice)));
  const [underTest, ...beside] = configured as [ConfiguredPart<"attack">, ...ConfiguredPart<"attack">[]];
  for (const [i, { identity }] of beside.entries()) {
    if (![underTest, ...beside.slice(0, i)].some((other) => samePart(other.identity, identity))) continue;
    const name = formatPart(choices[i + 1] as PartChoice);
    throw new Fault(
      "contradiction",
      `--beside names ${name}, which the run has already${samePart(underTest.identity, identity) ? " as the attack under test" : ""}.`,
      {
        value: name,
        mend: "Leave it out, or give it other options.",
      },
    );
  }
  return configured.map((part, i) => ({ ...part, name: i === 0 ? settings.attack.id : besideName(choices, i) }));
}

/** The attack under test keeps its id, whatever its options. */
function besideName(choices: readonly PartChoice[], index: number): string {
  const choice = choices[index] as PartChoice;
  if (choices.filter(({ id }) => id === choice.id).length === 1) return choice.id;
  const name = formatPart(choice);
  return name === choice.id && choices[0]?.id === choice.id ? `${name}:defaults` : name;
}

/** Refuses an architecture that is named twice, be it in other words. */
function refuseTwins(choices: readonly PartChoice[], configured: readonly ConfiguredPart<"architecture">[]): void {
  const twin = configured.findIndex(({ identity }, i) => configured.slice(0, i).some((other) => samePart(other.identity, identity)));
  if (twin < 0) return;
  const name = formatPart(choices[twin] as PartChoice);
  throw new Fault("bad-option", `The architecture ${name} is named twice.`, { value: name, mend: "Name it once in --architecture." });
}

/** Architectures go by their id; two of the same id are told apart by their options. */
function architectureName({ architectures }: Settings, index: number): string {
  const { id, options } = architectures[index] as PartChoice;
  if (architectures.filter((other) => other.id === id).length === 1) return id;
  return `${id} ${Object.entries(options)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ")}`.trim();
}
