import type { DistanceRecord, Random } from "@disentangle/core";
import { crossedBootstrap, effectiveImages, misplaced, weightedAuc, weightedMedian, wilson } from "@disentangle/evaluation/statistics";
import { bootstrapped, type About, type MeasuredFinding } from "./finding.ts";

/** A number of one row of a record. */
export type Quantity = (record: DistanceRecord, row: number) => number;

/** d/‖δ‖₂: how much of a move leads away from the manifold. Of an approximate one, o(δ) = ‖δ − Pδ‖₂/‖δ‖₂. */
export const ofPerturbation: Quantity = ({ distance, perturbation }, row) => (distance[row] as number) / (perturbation[row] as number);

/** ‖π(x̃) − x‖₂/‖δ‖₂: how near to the original a projection ends. */
export const toOriginal: Quantity = (record, row) => (record.toOriginal[row] as number) / (record.perturbation[row] as number);

/** d itself. */
const distance: Quantity = (record, row) => record.distance[row] as number;

/** Number of images of all models. */
export function count(records: readonly DistanceRecord[]): number {
  return records.reduce((sum, { samples }) => sum + samples.length, 0);
}

/** A quantity of every row of all models, in their order. */
export function valuesOf(records: readonly DistanceRecord[], quantity: Quantity): number[] {
  return records.flatMap((record) => Array.from(record.samples, (_, row) => quantity(record, row)));
}

/** The median of a quantity over models and images. */
export function medianOf(about: About, records: readonly DistanceRecord[], quantity: Quantity, random: Random): MeasuredFinding {
  const median = weightedMedian(valuesOf(records, quantity));
  const design = [records.map(({ samples }) => samples)];
  return bootstrapped(about, crossedBootstrap(design, median, random.fork(about.id, about.quantity)), { range: [0, Infinity] });
}

/**
 * The AUC of a quantity of some images against that of others beside the same models; undefined where no
 * model has both.
 */
export function areaOf(
  about: About,
  [records, others]: readonly [readonly DistanceRecord[], readonly DistanceRecord[]],
  random: Random,
  quantity: Quantity = distance,
): MeasuredFinding | undefined {
  const pairs = records.flatMap((record) => {
    const other = others.find(({ cell }) => cell.model === record.cell.model);
    return other === undefined || other.samples.length === 0 || record.samples.length === 0 ? [] : [[record, other] as const];
  });
  if (pairs.length === 0) return undefined;
  const rows = pairs.flat();
  const marked = rows.flatMap(({ samples }, i) => Array.from(samples, () => (i % 2 === 0 ? 1 : 0)));
  const design = [pairs.map(([record, other]) => Int32Array.from([...record.samples, ...other.samples]))];
  const area = weightedAuc(valuesOf(rows, quantity), marked);
  const bootstrap = crossedBootstrap(design, area, random.fork(about.id, about.quantity));
  const total = worth(
    pairs.map(([record]) => record),
    pairs.map(([, other]) => other),
    quantity,
  );
  return bootstrapped(about, bootstrap, { range: [0, 1], covers: wilson(bootstrap.estimate * total, total) });
}

/**
 * How many independent images both sides are worth, by the side whose exceptions vary more: exceptions on the
 * same image under several models count once.
 */
function worth(first: readonly DistanceRecord[], second: readonly DistanceRecord[], quantity: Quantity): number {
  const [one, other] = misplaced(valuesOf(first, quantity), valuesOf(second, quantity)).map(centred) as [Float64Array, Float64Array];
  const imagesOf = (records: readonly DistanceRecord[]): Int32Array => Int32Array.from(records.flatMap(({ samples }) => [...samples]));
  return squares(one) >= squares(other) ? effectiveImages(imagesOf(first), one) : effectiveImages(imagesOf(second), other);
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
