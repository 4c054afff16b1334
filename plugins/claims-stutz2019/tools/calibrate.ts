/**
 * How often each verdict comes out where a claim is true and where it is just false, at the sizes of the
 * profile `quick`. Prints a table in Markdown.
 *
 *     node --conditions=@disentangle/source plugins/claims-stutz2019/tools/calibrate.ts [runs] [claims, such
 *     as 2,3] [number of the first run]
 */
import { pathToFileURL } from "node:url";
import { Random, type Outcome } from "@disentangle/core";
import { claim1 } from "../src/claim-1.ts";
import { claim2 } from "../src/claim-2.ts";
import { claim3 } from "../src/claim-3.ts";
import { claim4 } from "../src/claim-4.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { approximateSettingOf, QUICK, settingOf, simulate } from "./simulate.ts";

const CLAIMS = [claim1, claim2, claim3, claim4];

/** How often each verdict came out. */
export type Counts = Readonly<Record<Outcome, number>>;

/** Judges simulated runs, from number `first` on. */
export function calibrate(scenario: Scenario, runs: number, first: number = 0): Counts {
  const claim = CLAIMS.find(({ id }) => id === scenario.claim);
  if (claim === undefined) throw new TypeError(`There is no claim ${scenario.claim}.`);
  const setting = scenario.approximate === true ? approximateSettingOf(QUICK) : settingOf(QUICK);
  const counts = { supported: 0, refuted: 0, inconclusive: 0 };
  for (let run = first; run < first + runs; run++) {
    const random = Random.seeded(1).fork(scenario.name, run);
    const evidence = simulate(scenario.claim, scenario.world, QUICK, random.fork("world"), setting);
    counts[claim.judge(evidence, setting, random.fork("judge")).outcome]++;
  }
  return counts;
}

function print(runs: number, claims: readonly string[], first: number): void {
  console.log("| claim | world | claim is | supported | refuted | inconclusive | runs |\n|---|---|---|---|---|---|---|");
  for (const scenario of SCENARIOS.filter(({ claim }) => claims.includes(claim))) {
    const { supported, refuted, inconclusive } = calibrate(scenario, runs, first);
    const shares = [supported, refuted, inconclusive].map((count) => `${((100 * count) / runs).toFixed(1)} %`);
    console.log(`| ${[scenario.claim, scenario.name, String(scenario.claimIsTrue), ...shares, String(runs)].join(" | ")} |`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [runs = "2000", claims = "1,2,3,4", first = "0"] = process.argv.slice(2);
  print(Number(runs), claims.split(","), Number(first));
}
