import { OUTSIDE, type Claim } from "@disentangle/core";
import { Catalogue } from "../parts/catalogue.ts";
import { configurePart, type Identity } from "../parts/part-identity.ts";
import { openWorkbench, type Workbench } from "../parts/workbench.ts";
import { findClaims } from "../request/find-claims.ts";
import { readSettings } from "../request/read-settings.ts";
import type { Settings } from "../request/settings.ts";
import { makePlan, type Plan } from "./plan.ts";
import { preflight, requireStrategies } from "./preflight.ts";
import { fitProfile, runFacts } from "./run-facts.ts";
import { taskGraph } from "./graph/task-graph.ts";
import type { Task } from "./task.ts";
import { withoutIdleLessons } from "./without-idle-lessons.ts";
import { resultBackend, worldOf } from "./world.ts";

/** A request, and who asks. */
export interface RunRequest {
  /** Options as people write them, in camelCase. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Strategies that may be named besides those that the options describe. */
  readonly described: readonly unknown[];
  readonly signal: AbortSignal;
  /** Whether a worker process asks: it has one thread, unless it is given more, and times no networks. */
  readonly worker?: boolean;
  readonly threads?: number;
}

/** A plan with its tasks. */
export interface PlannedArchitecture {
  readonly plan: Plan;
  readonly tasks: readonly Task[];
}

/** A run that is planned down to its tasks; nothing has been computed. */
export interface OpenedRun extends AsyncDisposable {
  readonly settings: Settings;
  readonly bench: Workbench;
  /** Every claim known, also those not asked for. */
  readonly known: readonly Claim[];
  /** Those asked for. */
  readonly claims: readonly Claim[];
  readonly planned: readonly PlannedArchitecture[];
  /** Tasks of all architectures, each once. */
  readonly tasks: readonly Task[];
  /** What stepped aside, and what a reader should know beforehand. */
  readonly notes: readonly string[];
  /**
   * The backend whose finished work counts, too, where one was asked for: what results of it go by, and its
   * tasks in the order of these.
   */
  readonly reused?: { readonly backend: Identity; readonly tasks: () => Promise<readonly Task[]> };
  /** What results of the run's own backend go by. */
  readonly ownBackend: Identity;
}

/**
 * Checks a request, makes its parts and plans it. The same request gives the same tasks in every process.
 *
 * @throws Fault whatever is wrong with the request, before anything is computed
 */
export async function openRun({ options, described, signal, worker = false, threads = 1 }: RunRequest): Promise<OpenedRun> {
  const asked = readSettings(options, described);
  const settings = worker ? { ...asked, backend: withThreads(asked.backend, threads) } : asked;
  const catalogue = await Catalogue.load(settings.plugins);
  const known = await allClaims(catalogue);
  const claims = findClaims(known, settings.claims);
  const opened = await openWorkbench(settings, catalogue, signal, !worker);
  try {
    requireStrategies(opened);
    const reused = settings.reuse === undefined ? undefined : (await configurePart(catalogue, "backend", settings.reuse)).identity;
    const bench = reused === undefined ? opened : withReuse(opened, reused);
    const facts = runFacts(bench);
    const notes = [...catalogue.notes, ...bench.notes, ...targetedNote(settings)];
    const plans: Plan[] = [];
    for (const [name, { part }] of bench.architectures) {
      const wanted = settings.profileOf(part.id);
      const fitted = fitProfile(wanted, settings, facts, bench.strategies);
      notes.push(...fitted.notes, ...reducedNote(name, wanted, settings));
      const whole = makePlan(settings, name, fitted.profile, facts, claims, bench.strategies);
      const lean = withoutIdleLessons(whole, settings, facts, bench.strategies);
      if (lean !== undefined) notes.push(lean.note);
      const plan = lean === undefined ? whole : makePlan(settings, name, lean.profile, facts, claims, bench.strategies);
      await preflight(bench, plan);
      plans.push(plan);
    }
    const graphOn = async (backend: Identity): Promise<readonly PlannedArchitecture[]> =>
      Promise.all(plans.map(async (plan) => ({ plan, tasks: await taskGraph(bench, worldOf(bench, backend), plan) })));
    const planned = await graphOn(bench.backend.identity);
    return {
      settings,
      bench,
      known,
      claims,
      planned,
      tasks: unique(planned),
      notes: [...new Set(notes)],
      ...(reused && { reused: { backend: resultBackend(reused), tasks: async () => unique(await graphOn(reused)) } }),
      ownBackend: resultBackend(opened.backend.identity),
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    };
  } catch (error) {
    await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** Every claim on offer. Claims are pure rules: they are made before a run exists. */
export async function allClaims(catalogue: Catalogue): Promise<readonly Claim[]> {
  return Promise.all(
    catalogue.names("claim").map(async (id) => (await configurePart(catalogue, "claim", { id, options: {} })).make(OUTSIDE)),
  );
}

/** The bench of a run whose results stand for two backends: brought together under keys of their own. */
function withReuse(bench: Workbench, other: Identity): Workbench {
  const { identity, part } = bench.backend;
  return { ...bench, backend: { part, identity: { ...identity, options: { ...identity.options, reuse: { ...resultBackend(other) } } } } };
}

function withThreads(backend: Settings["backend"], threads: number): Settings["backend"] {
  return backend.id === "simd" ? { ...backend, options: { ...backend.options, threads } } : backend;
}

function targetedNote({ targeted }: Settings): readonly string[] {
  if (targeted === undefined) return [];
  return [
    `Attacks are targeted (${targeted}): success is reaching that class. The thresholds of the claims were fixed for attacks that may reach any wrong class.`,
  ];
}

function reducedNote(name: string, profile: Settings["profile"], settings: Settings): readonly string[] {
  if (String(profile.sizes) === String(settings.profile.sizes)) return [];
  return [
    `The profile ${profile.name} measures less of ${name}, which is expensive: N = ${profile.sizes.join(", ")}, ${profile.models.normal} models each, ${profile.strategies.join(", ")}.`,
  ];
}

function unique(planned: readonly PlannedArchitecture[]): readonly Task[] {
  return [...new Map(planned.flatMap(({ tasks }) => tasks.map((task) => [task.key, task] as const))).values()];
}
