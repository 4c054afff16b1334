import { roundingOf, type RowEvidence } from "./gradient-evidence.ts";

const length = (values: readonly number[]): number => Math.hypot(...values);
const gap = (a: readonly number[], b: readonly number[]): number => length(a.map((value, i) => value - (b[i] as number)));
const short = (value: number): string => value.toPrecision(3);

/**
 * Share of a usual derivative by which gradient and differences may differ: between two steps lie kinks of
 * ReLUs and of maxima.
 */
const TOLERANCE = 0.2;

type Kind = "right" | "wrong" | "stands still" | "surrogate" | "no number";

function kindOf(row: RowEvidence): Kind {
  const { claimed } = row;
  if (![...claimed, row.norm].every(Number.isFinite)) return "no number";
  const near = row.seen.slice(0, -1);
  const [far, last] = [length(row.seen.at(-1) as number[]), near.length];
  if (row.norm === 0) return far > 3 * roundingOf(row, last) ? "stands still" : "right";
  const usual = Math.max(length(claimed), row.norm * Math.sqrt(claimed.length));
  const allowed = near.map((seen) => TOLERANCE * Math.max(usual, length(seen)));
  // Of outputs that are large beside their slope, rounding hides the slope over the smallest steps: these
  // would excuse any gradient.
  const tells = near.map((_, step) => 3 * roundingOf(row, step) <= (allowed[step] as number));
  const all = !tells.slice(0, -1).includes(true);
  const agrees = near.some(
    (seen, step) => (all || tells[step]) && gap(claimed, seen) <= (allowed[step] as number) + 3 * roundingOf(row, step),
  );
  if (agrees) return "right";
  // A step function does not move at all for a small change, or leaps.
  const smallest = Math.max(0, tells.indexOf(true));
  const still = (near[smallest] as number[]).some((value) => Math.abs(value) <= roundingOf(row, smallest));
  return still && far > 3 * roundingOf(row, last) ? "surrogate" : "wrong";
}

/**
 * What is odd about a classifier, in words with numbers: a gradient that is no number or not that of its
 * values, values that have none (rounding, argmax), randomness, and rows that depend on each other. Nothing
 * where all is well.
 */
export function gradientWarnings(rows: readonly RowEvidence[]): readonly string[] {
  const random = Math.max(...rows.map(({ values: [first, again] }) => Math.abs(first - again)));
  const scale = Math.max(1e-3, ...rows.map(({ values }) => Math.abs(values[0])));
  if (random > 1e-5 * scale) {
    // Of random outputs, differences say nothing.
    return [
      `The classifier gives different outputs for the same images (by up to ${short(random)}): attack and judgement see different models.`,
    ];
  }
  const kinds = rows.map(kindOf);
  const warnings: string[] = [];
  const found = (kind: Kind): { readonly count: number; readonly row: RowEvidence } | undefined => {
    const row = rows[kinds.indexOf(kind)];
    return row && { count: kinds.filter((other) => other === kind).length, row };
  };
  const none = found("no number");
  if (none) {
    warnings.push(
      `The gradient of the classifier is NaN or infinite for ${none.count} of ${rows.length} images, so an attack by gradients cannot move them: look ` +
        "for a square root, a logarithm, a norm or a division at zero.",
    );
  }
  const still = found("stands still");
  if (still) {
    warnings.push(
      `The classifier is not differentiable where it is used: its gradient is zero for ${still.count} of ${rows.length} images, while its outputs ` +
        `change by ${short(length(still.row.seen.at(-1) as number[]))} per unit along random directions. Rounding, argmax or a comparison cuts the ` +
        "gradient off, so that an attack by gradients sees nothing; success then says nothing about robustness.",
    );
  }
  const surrogate = found("surrogate");
  if (surrogate) {
    warnings.push(
      `The classifier is not differentiable where it is used: small changes of ${surrogate.count} of ${rows.length} images do not change its ` +
        `outputs, while it claims derivatives such as ${short(surrogate.row.claimed[0] as number)}. Its gradient is that of a surrogate.`,
    );
  }
  const wrong = found("wrong");
  if (wrong) {
    warnings.push(
      `The gradient of the classifier is not that of its outputs for ${wrong.count} of ${rows.length} images: along a random direction it says ` +
        `${short(wrong.row.claimed[0] as number)}, and differences of the outputs say ${short((wrong.row.seen[1] as number[])[0] as number)}. ` +
        "Attacks follow the gradient, so their success is too low: look for an operation whose gradient is wrong or stopped.",
    );
  }
  const mixed = Math.max(...rows.map(({ values: [first, , alone] }) => Math.abs(first - alone)));
  if (mixed > 1e-4 * scale) {
    warnings.push(
      `Images of a batch influence each other: alone, an image's outputs differ by up to ${short(mixed)}. Use batch norm in inference mode.`,
    );
  }
  return warnings;
}
