import {
  ARCHITECTURE,
  BACKEND,
  DATASET,
  MANIFOLD,
  Random,
  type Architecture,
  type Attack,
  type BackendInfo,
  type Cell,
  type Dataset,
  type Kind,
  type Manifold,
  type Parts,
  type Scope,
  type Strategy,
} from "@disentangle/core";
import { TRANSFER_ATTACK, TRANSFER_SOURCE } from "@disentangle/attack-transfer";
import { standardStrategies } from "@disentangle/training";
import type { Catalogue } from "./catalogue.ts";
import { readStrategy, strategiesByName } from "./own-strategy.ts";
import { packageDigest } from "./package-digest.ts";
import { formatPart, type PartChoice } from "./part-choice.ts";
import { measureRelativeCost } from "./relative-cost.ts";
import { Run } from "./run.ts";
import type { Settings } from "./settings.ts";
import { TransferSource } from "./transfer-source.ts";

/** What tells one configured part from another: part of the key of every result it took part in. */
export interface Identity {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Package it comes from, its version, and the hash of its code. */
  readonly plugin: string;
  readonly version: string;
  readonly digest: string;
}

/** A part with what identifies it. */
export interface Fitted<T> {
  readonly part: T;
  readonly identity: Identity;
}

/** An attack with the name that rows use: its id, with options where another of the run has the same id. */
export interface NamedAttack extends Fitted<Attack> {
  readonly name: string;
}

/** A network with what it costs, see {@link measureRelativeCost}. */
export interface FittedArchitecture extends Fitted<Architecture> {
  readonly relativeCost: number;
}

/** The parts of a run, made and ready. */
export interface Workbench extends AsyncDisposable {
  readonly settings: Settings;
  readonly random: Random;
  readonly backend: Fitted<BackendInfo>;
  readonly dataset: Fitted<Dataset>;
  readonly manifold: Fitted<Manifold>;
  /** By the name that cells and tables use. */
  readonly architectures: ReadonlyMap<string, FittedArchitecture>;
  readonly attack: NamedAttack;
  /** Further attacks, reported beside it. */
  readonly beside: readonly NamedAttack[];
  /** What a transfer attack attacks, and the attack it runs there. */
  readonly source: Fitted<TransferSource>;
  readonly strategies: ReadonlyMap<string, Strategy>;
  /** Hash of the packages that every result passes through. */
  readonly libraries: Readonly<Record<string, string>>;
  /** An attack by name and options; made once. */
  attackOf(choice: PartChoice): Promise<Fitted<Attack>>;
}

const LIBRARIES = ["core", "ops", "training", "evaluation"] as const;

/**
 * Configures every part before anything heavy loads, so that a wrong option ends the run at once; then activates the backend and opens
 * the dataset and all that depends on it. Whoever opens a workbench disposes of it.
 */
export async function openWorkbench(settings: Settings, catalogue: Catalogue, signal: AbortSignal): Promise<Workbench> {
  const backend = configure(catalogue, "backend", settings.backend);
  const dataset = configure(catalogue, "dataset", settings.dataset);
  const manifold = configure(catalogue, "manifold", settings.manifold);
  const architectures = settings.architectures.map((choice) => configure(catalogue, "architecture", choice));
  const attack = configure(catalogue, "attack", settings.attack);
  const beside = settings.beside.map((choice) => ({ name: besideName(settings, choice), ...configure(catalogue, "attack", choice) }));
  const inner = configure(catalogue, "attack", settings.sourceAttack);
  const offered = catalogue.all("strategy").map(({ offer, plugin }) => {
    const { make } = configure(catalogue, "strategy", { id: offer.id, options: {} });
    const origin = `the plugin ${plugin}`;
    return async (scope: Scope) => ({ strategy: readStrategy(await make(scope), origin), origin });
  });

  const run = new Run({ seed: settings.seed, protocol: settings.protocol, signal });
  try {
    const info = await (await run.open(BACKEND, backend.make)).activate();
    const described = settings.own.map((strategy) => ({ strategy, origin: "the config file" }));
    const strategies = strategiesByName(standardStrategies(settings.protocol), [
      ...(await Promise.all(offered.map((make) => make(run)))),
      ...described,
    ]);
    const parts = {
      backend: { part: info, identity: backend.identity },
      dataset: { part: await run.open(DATASET, dataset.make), identity: dataset.identity },
      manifold: { part: await run.open(MANIFOLD, manifold.make), identity: manifold.identity },
      architectures: new Map<string, FittedArchitecture>(),
      strategies,
    };
    for (const [i, { identity, make }] of architectures.entries()) {
      const part = await make(run);
      const relativeCost = await measureRelativeCost(part, parts.dataset.part);
      parts.architectures.set(architectureName(settings, i), { part, identity, relativeCost });
    }
    run.bind(ARCHITECTURE, () => (parts.architectures.values().next().value as FittedArchitecture).part);
    const source = run.own(new TransferSource(parts.dataset.part.classes.length));
    run.bind(TRANSFER_SOURCE, () => source.claim());
    if (settings.attack.id === "transfer") await run.open(TRANSFER_ATTACK, inner.make);
    const attacks = new Map<string, Promise<Fitted<Attack>>>();
    const attackOf = (choice: PartChoice): Promise<Fitted<Attack>> => {
      const name = JSON.stringify(choice);
      const { identity, make } = configure(catalogue, "attack", choice);
      const made = attacks.get(name) ?? make(run).then((part) => ({ part, identity }));
      attacks.set(name, made);
      return made;
    };
    return {
      ...parts,
      settings,
      random: Random.seeded(settings.seed),
      attack: { name: settings.attack.id, part: await attack.make(run), identity: attack.identity },
      beside: await Promise.all(beside.map(async ({ name, identity, make }) => ({ name, part: await make(run), identity }))),
      source: { part: source, identity: inner.identity },
      libraries: Object.fromEntries(LIBRARIES.map((name) => [name, packageDigest(import.meta.resolve(`@disentangle/${name}`))])),
      attackOf,
      [Symbol.asyncDispose]: () => run[Symbol.asyncDispose](),
    };
  } catch (error) {
    await run[Symbol.asyncDispose]();
    throw error;
  }
}

/** The architecture of a planned cell. */
export function architectureOf(bench: Workbench, cell: Cell): FittedArchitecture {
  return bench.architectures.get(cell.architecture) as FittedArchitecture;
}

/** Architectures go by their id; two of the same id are told apart by their options. */
function architectureName(settings: Settings, index: number): string {
  const { id, options } = settings.architectures[index] as PartChoice;
  if (settings.architectures.filter((other) => other.id === id).length === 1) return id;
  return `${id} ${Object.entries(options)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ")}`.trim();
}

/** The attack under test keeps its id, whatever its options. */
function besideName({ attack, beside }: Settings, choice: PartChoice): string {
  if ([attack, ...beside].filter(({ id }) => id === choice.id).length === 1) return choice.id;
  const name = formatPart(choice);
  return name === attack.id ? `${name}:defaults` : name;
}

interface Configured<K extends Kind> {
  readonly identity: Identity;
  readonly make: (scope: Scope) => Promise<Parts[K]>;
}

function configure<K extends Kind>(catalogue: Catalogue, kind: K, choice: PartChoice): Configured<K> {
  return { identity: identityOf(catalogue, kind, choice), make: catalogue.find(kind, choice.id).offer.configure(choice.options) };
}

/** What tells a part of that kind from others; throws a Fault `unknown-part` where there is none of that name. */
export function identityOf(catalogue: Catalogue, kind: Kind, { id, options }: PartChoice): Identity {
  const { plugin, version, digest } = catalogue.find(kind, id);
  return { id, options, plugin, version, digest };
}
