import type { AttackRow, RunResult } from "@disentangle/artifacts";
import type { SpaceName } from "@disentangle/core";
import { mean } from "./mean.ts";
import { ratesByRadius, type RadiusRate } from "./rates-by-radius.ts";
import { strategiesOf } from "./strategies.ts";

/** What one of several attacks did to the models of a strategy and size; means over models. */
export interface SideBySide {
  readonly strategy: string;
  readonly size: number;
  readonly attack: string;
  /** Success rate per space at the full radius; absent where it was not attacked. */
  readonly success: Readonly<Partial<Record<SpaceName, number | null>>>;
  /** Gradients per attacked image, restarts together; of the regular attack. */
  readonly gradients: number | null;
  /** Mean L2 norm of the regular perturbations that succeeded. */
  readonly l2: number | null;
  /** Norm of the ball, where the attack was swept. */
  readonly norm: string | undefined;
  /** Regular success rate by radius. */
  readonly points: readonly RadiusRate[];
}

/** The attacks of a run, the one under test first. */
export function attacksOf({ settings }: RunResult): readonly string[] {
  return [settings.attack.id, ...settings.beside.map(({ name }) => name)];
}

/** What several attacks did to the same models; empty where there is one attack. */
export function sideBySide(result: RunResult): SideBySide[] {
  const attacks = attacksOf(result);
  if (attacks.length === 1) return [];
  return strategiesOf(result).flatMap((strategy) => {
    const own = result.attacks.filter((row) => row.strategy === strategy);
    const sizes = [...new Set(own.map(({ size }) => size))].toSorted((a, b) => a - b);
    return sizes.flatMap((size) =>
      attacks.map((attack) => {
        const rows = own.filter((row) => row.size === size && row.attack === attack);
        const regular = rows.filter(({ space }) => space === "image");
        const sweeps = result.sweeps.filter((row) => row.strategy === strategy && row.size === size && row.attack === attack);
        return {
          strategy,
          size,
          attack,
          success: Object.fromEntries([...Map.groupBy(rows, ({ space }) => space)].map(([space, group]) => [space, rateOf(group)])),
          gradients: mean(regular.map(({ gradients, images }) => gradients / images)),
          l2: mean(regular.map(({ norms }) => norms.l2)),
          norm: sweeps[0]?.norm,
          points: ratesByRadius(sweeps),
        };
      }),
    );
  });
}

/** Rows whose sweeps have the same radii, as attacks in one norm do. */
export function byRadii(rows: readonly SideBySide[]): SideBySide[][] {
  const swept = rows.filter(({ points }) => points.length > 0);
  return [...Map.groupBy(swept, ({ points }) => String(points.map(({ radius }) => radius))).values()];
}

const rateOf = (rows: readonly AttackRow[]): number | null => mean(rows.map(({ rate }) => rate));
