import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ArtifactStore, makeFolder, writeResult, type RunResult } from "@disentangle/artifacts";
import { Fault, OUTSIDE, type Claim, type Measurements } from "@disentangle/core";
import { Catalogue } from "../catalogue.ts";
import { CLAIMS } from "../claims/index.ts";
import { asEvidence } from "../claims/verdict.ts";
import { readConfig } from "../config-file.ts";
import { explainStatus, statusOf } from "../exit-status.ts";
import { gather, planTasks, tasksOf } from "../experiment.ts";
import { fewestModels, makePlan, type Plan } from "../plan.ts";
import { didYouMean } from "../nearest.ts";
import { preflight, requireStrategies } from "../preflight.ts";
import { formatSeconds } from "../progress.ts";
import { assemble, type Finished } from "../result/assemble.ts";
import { artifactRows } from "../result/artifacts.ts";
import { exampleRows } from "../result/examples.ts";
import { attackedLabels } from "../result/labels.ts";
import { reproduce } from "../reproduce.ts";
import { Reuse } from "../reuse.ts";
import { Runner } from "../runner.ts";
import { resolveSettings, type Settings } from "../settings.ts";
import { openWorkbench, type Workbench } from "../workbench.ts";
import { headline } from "./headline.ts";
import { printVerdicts } from "./print-verdicts.ts";
import { writeReport } from "./report.ts";

/** Options of the command line that are about this invocation rather than the run. */
interface Manner {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Runs the experiments, judges the claims and writes result and report. Returns the exit status. */
export async function verify(options: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<number> {
  const started = new Date();
  const { config, dryRun, json, ...given } = options as Manner & Readonly<Record<string, unknown>>;
  const file = config === undefined ? {} : await readConfig(config);
  // The command line's list of strategies wins, and may name those that the file describes.
  const { strategies: listed } = renamed(file);
  const described = given["strategy"] !== undefined && Array.isArray(listed) ? (listed as unknown[]) : [];
  const settings = resolveSettings({ ...renamed(file), ...renamed(given) }, described);
  const catalogue = await Catalogue.load(settings.plugins);
  const known: readonly Claim[] = await allClaims(catalogue);
  const claims = settings.claims.map((id) => findClaim(known, id));

  await using opened = await openWorkbench(settings, catalogue, signal);
  const reuse = settings.reuse && new Reuse(opened, catalogue, settings.reuse);
  const bench = reuse?.bench ?? opened;
  const warnings: string[] = [];
  requireStrategies(bench);
  const wanted: Plan[] = [];
  for (const [name, { part }] of bench.architectures) {
    const profile = settings.profileOf(part.id);
    if (String(profile.sizes) !== String(settings.profile.sizes)) {
      warnings.push(
        `The profile ${profile.name} measures less of ${name}, which is expensive: N = ${profile.sizes.join(", ")}, ${profile.models.normal} models each, ${profile.strategies.join(", ")}.`,
      );
    }
    const plan = makePlan(settings, name, profile, bench.manifold.part, claims);
    await preflight(bench, profile, plan);
    wanted.push(plan);
  }
  // Made now: a folder that cannot be written to is found before anything is computed.
  if (!dryRun) {
    demandRunFolder(settings.out);
    forOut(settings, () => makeFolder(join(settings.out, "report")));
  }
  const store = forOut(
    settings,
    () =>
      new ArtifactStore(join(dirname(settings.out), "artifacts"), {
        onDamage: ({ path, reason }) => warnings.push(`A damaged artifact was computed again: ${path} (${reason})`),
      }),
  );
  const plans = [];
  for (const plan of wanted) plans.push({ plan, cells: await planTasks(bench, store, plan) });
  const tasks = plans.flatMap(({ cells }) => cells.flatMap(tasksOf));
  if (dryRun) return describe(settings, bench, tasks, store);

  if (reuse !== undefined) {
    for (const { plan, cells } of plans) await reuse.take(store, plan, cells);
    warnings.push(reuse.told);
  }
  const runner = new Runner(tasks, store, signal, process.stderr);
  const finished: Finished[] = [];
  try {
    runner.progress.note(headline(settings, bench));
    if (reuse !== undefined) runner.progress.note(reuse.told);
    for (const { architecture, outOfReach } of wanted) {
      for (const why of outOfReach) runner.progress.note(`no verdict to be expected for ${architecture}: ${why}`);
    }
    const gathered = [];
    for (const entry of plans) gathered.push({ ...entry, evidence: await gather(entry.cells, runner) });
    const run = gathered.map(({ plan, evidence }): Measurements => ({ evidence, setting: plan.setting }));
    for (const { plan, cells, evidence } of gathered) {
      finished.push({
        plan,
        evidence,
        verdicts: claims.map((claim) =>
          asEvidence(claim.judge(evidence, plan.setting, bench.random.fork("judge"), run), settings.profile, fewestModels(plan, claim)),
        ),
        examples: await exampleRows(bench, cells, runner),
        artifacts: artifactRows(cells, (key) => relative(settings.out, store.path(key))),
      });
    }
  } finally {
    runner.progress.close();
  }
  const command = reproduce(given, config);
  const testLabels = await attackedLabels(bench, finished);
  const result = assemble(finished, { bench, claims: known, command, started, timings: runner.timings, warnings, testLabels });
  await save(settings, result);
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else printVerdicts(result, relative(process.cwd(), settings.out), process.stdout);
  const status = statusOf(finished.flatMap(({ verdicts }) => verdicts.map(({ outcome }) => outcome)));
  if (!json) process.stdout.write(explainStatus(status));
  return status;
}

/** A folder may be new, empty or a run's, which the same run goes on with; files of other kinds are not written among. */
function demandRunFolder(out: string): void {
  if (!existsSync(out) || !statSync(out).isDirectory()) return;
  const entries = readdirSync(out);
  if (entries.length === 0 || entries.includes("report") || entries.includes("result.json")) return;
  throw new Fault("bad-option", `The folder ${out} holds files that are not a run's, such as ${entries[0]}.`, {
    value: out,
    mend: "Name a new or an empty folder with --out.",
  });
}

/** Does what the folder of the run needs; a folder that cannot be had is a wrong option, as nothing has been done yet. */
function forOut<T>({ out }: Settings, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const [why] = String(cause instanceof Error ? cause.message : cause).split(". ");
    throw new Fault("bad-option", `Results cannot go to ${out}: ${why}.`, { value: out, cause, mend: "Choose another folder with --out." });
  }
}

async function save(settings: Settings, result: RunResult): Promise<void> {
  await writeResult(join(settings.out, "result.json"), result);
  await writeReport(settings.out, result);
}

/** The claims of the paper, and those that plugins offer. */
async function allClaims(catalogue: Catalogue): Promise<readonly Claim[]> {
  // Claims are pure rules: they are made before a run exists.
  const offered = catalogue.all("claim").map(({ offer }) => offer.configure({})(OUTSIDE) as Promise<Claim>);
  return [...CLAIMS, ...(await Promise.all(offered))];
}

function findClaim(known: readonly Claim[], id: string): Claim {
  const claim = known.find((one) => one.id === id);
  if (claim !== undefined) return claim;
  throw new Fault("unknown-part", `There is no claim "${id}".`, {
    value: id,
    mend: `${didYouMean(
      id,
      known.map((one) => one.id),
    )}Choose among ${known.map((one) => one.id).join(", ")}.`,
  });
}

/** Options by the names that the request has for them: a list is plural there, and singular on the command line. */
function renamed({ plugin, strategy, architecture, ...rest }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    ...rest,
    ...(plugin === undefined ? {} : { plugins: plugin }),
    ...(strategy === undefined ? {} : { strategies: strategy }),
    ...(architecture === undefined ? {} : { architectures: architecture }),
  };
}

async function describe(settings: Settings, bench: Workbench, tasks: ReturnType<typeof tasksOf>, store: ArtifactStore): Promise<number> {
  const there = await Promise.all(tasks.map(({ key }) => store.has(key)));
  const lines = tasks.map(({ label, cost }, i) => `  ${label} (${there[i] === true ? "already there" : `about ${cost.toFixed(1)} s`})`);
  const left = tasks.reduce((sum, { cost }, i) => sum + (there[i] === true ? 0 : cost), 0);
  const done = there.filter(Boolean).length;
  const already = done === 0 ? "" : `, ${done} of them already there`;
  process.stdout.write(`${[headline(settings, bench), ...lines].join("\n")}\n`);
  process.stdout.write(
    `${tasks.length} tasks${already}; about ${formatSeconds(left)} on two cores with pgd-linf, other attacks may take longer\n`,
  );
  return 0;
}
