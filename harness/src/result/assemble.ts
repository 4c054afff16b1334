import { distanceRows, labelRow, lessonRow, SCHEMA_VERSION, verdictRow, type RunResult, type VerdictRow } from "@disentangle/artifacts";
import { verdictWords, type Attack, type Claim, type Evidence, type Verdict } from "@disentangle/core";
import manifest from "../../package.json" with { type: "json" };
import type { Circumstances } from "./circumstances.ts";
import type { Concluded } from "./concluded.ts";
import { attackRow, modelKey, modelRow, sweepRow } from "./rows.ts";
import { runSettings } from "./run-settings.ts";

/** Gathers all that came out of a run as `result.json` holds it. */
export function assemble(concluded: readonly Concluded[], circumstances: Circumstances): RunResult {
  const { bench, known, command, started, times, warnings } = circumstances;
  const { protocol } = bench.settings;
  const all = <T>(pick: (evidence: Evidence) => readonly T[]): T[] => concluded.flatMap(({ evidence }) => [...pick(evidence)]);
  const lessons = uniqueLessons(all((evidence) => evidence.lessons));
  return {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: manifest.name, version: manifest.version },
    command,
    settings: runSettings(bench, concluded, circumstances),
    verdicts: concluded.flatMap(({ plan, verdicts }) => known.map((claim) => verdictOf(claim, plan.architecture, verdicts))),
    models: all(({ models }) => models).map(modelRow),
    attacks: all(({ attacks }) => attacks).map((record) => attackRow(record, protocol)),
    sweeps: all(({ sweeps }) => sweeps).map((record) => sweepRow(record, bench.attacks.get(record.attack)?.part as Attack)),
    distances: distanceRows(all(({ distances }) => distances)),
    labels: all(({ labels }) => labels).map(labelRow),
    lessons: lessons.map(lessonRow),
    means: concluded.flatMap(({ means }) => [...means]),
    examples: concluded.flatMap(({ examples }) => [...examples]),
    ladders: concluded.flatMap(({ ladders }) => [...ladders]),
    paths: concluded.flatMap(({ paths }) => [...paths]),
    warnings: [...warnings],
    artifacts: concluded.flatMap(({ artifacts }) => [...artifacts]),
    timing: {
      started: started.toISOString(),
      seconds: (Date.now() - started.getTime()) / 1000,
      peakMemory: process.resourceUsage().maxRSS * 1024,
      tasks: [...times],
      training: all(({ models }) => models).map(({ cell, seconds }) => ({ ...modelKey(cell), seconds })),
      lessons: lessons.map(({ part, lesson, seconds }) => ({ part, lesson, seconds })),
    },
  };
}

/** Lessons serve all architectures of a run. */
function uniqueLessons(lessons: Evidence["lessons"]): Evidence["lessons"] {
  return [...new Map(lessons.map((lesson) => [`${lesson.part}/${lesson.lesson}`, lesson])).values()];
}

function verdictOf(claim: Claim, architecture: string, verdicts: readonly Verdict[]): VerdictRow {
  const verdict = verdicts.find((one) => one.claim === claim.id);
  if (verdict !== undefined) return { architecture, ...verdictRow(verdict, verdictWords(verdict)) };
  return { architecture, claim: claim.id, statement: claim.statement, outcome: "not asked", reason: "", words: "", findings: [] };
}
