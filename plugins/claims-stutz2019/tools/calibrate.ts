/**
 * How often each verdict comes out where a claim is true and where it is just false, at the sizes of the profile `quick`. Prints a table in Markdown.
 *
 *     node --conditions=@disentangle/source plugins/claims-stutz2019/tools/calibrate.ts [draws] [claims, such as 2,3]
 */
import { pathToFileURL } from "node:url";
import { Random } from "@disentangle/core";
import { claim1 } from "../src/claim-1.ts";
import { claim2 } from "../src/claim-2.ts";
import { claim3 } from "../src/claim-3.ts";
import { claim4 } from "../src/claim-4.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { approximateSettingOf, QUICK, settingOf, simulate } from "./simulate.ts";

const CLAIMS = [claim1, claim2, claim3, claim4];

/** Shares of simulated runs by verdict. */
export function calibrate(
  scenario: Scenario,
  draws: number,
  seed: number,
): Readonly<Record<"supported" | "refuted" | "inconclusive", number>> {
  const claim = CLAIMS.find(({ id }) => id === scenario.claim);
  if (claim === undefined) throw new TypeError(`There is no claim ${scenario.claim}.`);
  const setting = scenario.approximate === true ? approximateSettingOf(QUICK) : settingOf(QUICK);
  const counts = { supported: 0, refuted: 0, inconclusive: 0 };
  for (let draw = 0; draw < draws; draw++) {
    const random = Random.seeded(seed).fork(scenario.name, draw);
    const evidence = simulate(scenario.claim, scenario.world, QUICK, random.fork("world"), setting);
    counts[claim.judge(evidence, setting, random.fork("judge")).outcome] += 1 / draws;
  }
  return counts;
}

function print(draws: number, claims: readonly string[]): void {
  console.log("| claim | world | claim is | supported | refuted | inconclusive | runs |\n|---|---|---|---|---|---|---|");
  for (const scenario of SCENARIOS.filter(({ claim }) => claims.includes(claim))) {
    const { supported, refuted, inconclusive } = calibrate(scenario, draws, 1);
    const cells = [
      scenario.claim,
      scenario.name,
      String(scenario.claimIsTrue),
      percent(supported),
      percent(refuted),
      percent(inconclusive),
      String(draws),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  print(Number(process.argv[2] ?? 10_000), (process.argv[3] ?? "1,2,3,4").split(","));
}
