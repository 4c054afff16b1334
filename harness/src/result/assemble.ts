import { cpus, platform, release } from "node:os";
import {
  distanceResults,
  finite,
  verdictResult,
  type ArtifactResult,
  type ExampleResult,
  type GroupSetting,
  type Json,
  type PartSetting,
  type RunResult,
  type VerdictResult,
} from "@disentangle/artifacts";
import type { Claim, Evidence, Verdict } from "@disentangle/core";
import manifest from "../../package.json" with { type: "json" };
import type { Plan } from "../plan.ts";
import type { Timing } from "../runner.ts";
import type { Identity, Workbench } from "../workbench.ts";
import { meanRows } from "./means.ts";
import { attackRow, modelKey, modelRow, sweepRow } from "./rows.ts";

/** What came out for one architecture. */
export interface Finished {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly verdicts: readonly Verdict[];
  readonly examples: readonly ExampleResult[];
  readonly artifacts: readonly ArtifactResult[];
}

/** What a result needs besides the evidence. */
export interface Circumstances {
  readonly bench: Workbench;
  /** Every claim known, also those not asked for. */
  readonly claims: readonly Claim[];
  readonly command: string;
  readonly started: Date;
  readonly timings: readonly Timing[];
  readonly warnings: readonly string[];
  /** Labels of the attacked test images. */
  readonly testLabels: readonly number[];
}

/** Gathers all that came out of a run as `result.json` holds it. */
export function assemble(finished: readonly Finished[], circumstances: Circumstances): RunResult {
  const { bench, claims, command, started, timings, warnings } = circumstances;
  const { protocol } = bench.settings;
  const all = <T>(pick: (evidence: Evidence) => readonly T[]): T[] => finished.flatMap(({ evidence }) => pick(evidence));
  const attacks = all((evidence) => evidence.attacks);
  const norms = new Map([bench.attack, ...bench.beside].map(({ name, part }) => [name, part.norm]));
  return {
    schemaVersion: 1,
    tool: { name: manifest.name, version: manifest.version },
    command,
    settings: settingsOf(bench, finished, circumstances.testLabels),
    verdicts: finished.flatMap(({ plan, verdicts }) => claims.map((claim) => verdictRow(claim, plan.architecture, verdicts))),
    models: all(({ models }) => models).map(modelRow),
    attacks: attacks.map((record) => attackRow(record, protocol)),
    sweeps: attacks.flatMap(({ smallestRadius, ...record }) =>
      smallestRadius === undefined ? [] : [sweepRow({ ...record, smallestRadius }, norms.get(record.attack) as number)],
    ),
    distances: distanceResults(all(({ distances }) => distances)),
    invariances: all(({ invariances }) => invariances).map(({ cell, largestDifference, ...row }) => ({
      ...modelKey(cell),
      ...row,
      largestDifference: finite(largestDifference),
    })),
    means: finished.flatMap(({ evidence }) => meanRows(evidence, protocol, bench.random)),
    examples: finished.flatMap(({ examples }) => [...examples]),
    warnings: [...warnings],
    artifacts: finished.flatMap(({ artifacts }) => [...artifacts]),
    timing: {
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
      tasks: timings.map(({ kind, label, seconds, cached }) => ({ kind, label, seconds, cached })),
      training: all(({ models }) => models).map(({ cell, seconds }) => ({ ...modelKey(cell), seconds })),
    },
  };
}

function verdictRow(claim: Claim, architecture: string, verdicts: readonly Verdict[]): VerdictResult {
  const verdict = verdicts.find((one) => one.claim === claim.id);
  if (verdict !== undefined) return { architecture, ...verdictResult(verdict) };
  return { architecture, claim: claim.id, statement: claim.statement, outcome: "not asked", reason: "", findings: [] };
}

function settingsOf(bench: Workbench, finished: readonly Finished[], testLabels: readonly number[]): RunResult["settings"] {
  const { settings, backend, dataset, manifold, attack, beside, architectures } = bench;
  const { profile } = settings;
  const cells = finished.flatMap(({ plan }) => plan.cells);
  const spaces = new Set(cells.flatMap((cell) => cell.attacks));
  const identities = [backend, dataset, manifold, attack, ...beside, ...architectures.values()].map(({ identity }) => identity);
  return {
    profile: profile.name,
    evidence: profile.evidence,
    protocol: settings.protocol,
    dataset: {
      ...part(dataset.identity),
      fingerprint: dataset.part.fingerprint,
      classes: [...dataset.part.classes],
      testLabels: [...testLabels],
      image: [...dataset.part.image],
    },
    architectures: [...architectures].map(([name, { identity }]) => ({ ...part(identity), name })),
    attack: part(attack.identity),
    ...(beside.length > 0 && { beside: beside.map(({ name, identity }) => ({ ...part(identity), name })) }),
    manifold: { ...part(manifold.identity), exact: manifold.part.exact },
    strategies: profile.strategies.flatMap((id) => {
      const own = cells.filter(({ cell }) => cell.strategy === id).map(({ cell }) => cell);
      const sizes = [...new Set(own.map(({ size }) => size))];
      return own.length === 0 ? [] : [{ id, sizes, models: new Set(own.map(({ model }) => model)).size, steps: stepsOf(bench, id) }];
    }),
    sizes: [...profile.sizes],
    testImages: profile.testImages,
    attackedImages: Object.fromEntries([...spaces].map((space) => [space, profile.attacked[space]])),
    restarts: profile.restarts,
    seed: settings.seed,
    threads: settings.threads ?? 0,
    backend: { id: backend.identity.id, name: backend.part.name, detail: { ...backend.part.detail } },
    plugins: packages(identities, bench.libraries),
    machine: `${platform()} ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}`,
  };
}

function stepsOf({ strategies }: Workbench, id: string): readonly (readonly GroupSetting[])[] {
  const steps = strategies.get(id)?.steps ?? [];
  return steps.map((groups) =>
    groups.map(({ fraction, weight, space, attack, radius }) => ({
      fraction,
      weight,
      space,
      ...(attack && { attack: part({ id: attack.id, options: attack.options ?? {} }) }),
      ...(radius !== undefined && { radius }),
    })),
  );
}

function part({ id, options }: Pick<Identity, "id" | "options">): PartSetting {
  return { id, options: options as Readonly<Record<string, Json>> };
}

/** Every package a result passed through; the build part of the version is the hash of its code. */
function packages(
  identities: readonly Identity[],
  libraries: Workbench["libraries"],
): { readonly name: string; readonly version: string }[] {
  const versions = new Map(identities.map(({ plugin, version, digest }) => [plugin, `${version}+${digest}`]));
  for (const [name, digest] of Object.entries(libraries)) versions.set(`@disentangle/${name}`, `${manifest.version}+${digest}`);
  return [...versions].map(([name, version]) => ({ name, version })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
