import { Fault, type Group, type Strategy } from "@disentangle/core";

/** A group and the rows of a batch that fall to it. */
export interface Portion {
  readonly group: Group;
  /** First row, and the row after the last. */
  readonly from: number;
  readonly to: number;
}

/**
 * How a batch is divided: its steps take equal stretches one after the other, and the groups of a step share
 * that step's stretch in their order. A 50/50 split has one step of two groups, an augmentation baseline two
 * steps of one group.
 *
 * @param size rows per batch
 * @returns per step, the portions of its groups
 * @throws Fault `bad-option` where the strategy cannot be followed with batches of that size
 */
export function splitBatch(strategy: Strategy, size: number): readonly (readonly Portion[])[] {
  const refuse = (why: string, value: unknown): never => {
    throw new Fault("bad-option", `The strategy ${strategy.id} ${why}.`, {
      value,
      mend: "Correct its groups, or choose another batch size.",
    });
  };
  if (strategy.steps.length === 0) refuse("has no steps", strategy.steps);
  return strategy.steps.map((groups, step) => {
    const total = groups.reduce((sum, { fraction }) => sum + fraction, 0);
    if (Math.abs(total - 1) > 1e-6) refuse(`has a step whose fractions sum to ${total} instead of 1`, groups);
    let share = 0;
    const row = (): number => Math.round(((step + share) / strategy.steps.length) * size);
    return groups.map((group) => {
      const { attack, fraction, radius, space, weight } = group;
      if (!(fraction > 0) || !(weight >= 0) || !Number.isFinite(weight)) refuse("has a group with a wrong fraction or weight", group);
      if ((space === "clean") === (attack !== undefined)) refuse(`has a ${space} group ${attack ? "with" : "without"} an attack`, group);
      if (attack !== undefined && !(radius !== undefined && radius >= 0)) refuse("has an attack without a radius", group);
      const from = row();
      share += fraction;
      const to = row();
      if (to <= from) refuse(`leaves no row of a batch of ${size} to one of its groups`, group);
      return { group, from, to };
    });
  });
}
