import type { Random } from "@disentangle/core";
import type { ImageDraws, Stratum } from "./image-draws.ts";
import { type ImageValues, meanOf } from "./image-values.ts";

/** Sums over the images drawn last, of several columns of numbers. */
interface Sums {
  /** One sum per column, written at each draw. */
  readonly sums: Float64Array;
  draw(random: Random): void;
}

/**
 * Means of measures under the images that `images` draws: {@link ResampledSums.draw} first draws these.
 * Single images are weighted by how often they were drawn. Over a large stratum the sums of all measures are
 * drawn together from their normal limit, with the variances and covariances that drawing its images would
 * give: the error of tens of models on 160,000 images then costs as much as tens of numbers.
 */
export class ResampledSums {
  /** The mean of each measure, under the last draw. */
  readonly means: Float64Array;
  readonly #measures: readonly ImageValues[];
  readonly #parts: readonly Sums[];
  readonly #observed: Float64Array;

  constructor(measures: readonly ImageValues[], images: ImageDraws) {
    this.#measures = measures;
    this.#observed = Float64Array.from(measures, (measure) => meanOf(measure).mean);
    this.means = this.#observed.slice();
    this.#parts = images.strata.map((stratum) => {
      const columns = columnsOf(measures, stratum, images);
      return stratum.drawn ? weighted(columns, stratum, images.weights) : normalLimit(columns, stratum.images.length);
    });
  }

  /** Draws the means of all measures; the images have been drawn. */
  draw(random: Random): void {
    for (const part of this.#parts) part.draw(random);
    for (let i = 0; i < this.#measures.length; i++) {
      let [sum, count] = [0, 0];
      for (const { sums } of this.#parts) {
        sum += sums[2 * i] as number;
        count += sums[2 * i + 1] as number;
      }
      // Of a handful of images that count, a draw may miss all.
      this.means[i] = count > 0 ? sum / count : (this.#observed[i] as number);
    }
  }
}

/**
 * Per measure a column of values and one of counts, 0 for images that it did not look at; one entry per image
 * of the stratum.
 */
function columnsOf(measures: readonly ImageValues[], { start, images: members }: Stratum, images: ImageDraws): readonly Float32Array[] {
  const all = new Float32Array(members.length).fill(1);
  return measures.flatMap(({ images: looked, values, counted }) => {
    const [sums, counts] = [new Float32Array(members.length), new Float32Array(members.length)];
    let count = 0;
    for (let row = 0; row < looked.length; row++) {
      const place = images.unitOf(looked[row] as number) - start;
      if (place < 0 || place >= members.length || counted?.[row] === 0) continue;
      sums[place] = values[row] as number;
      counts[place] = 1;
      count++;
    }
    // One column of ones serves all measures that count every image: with tens of models on 160,000 images
    // this is worth the while.
    return [sums, count === members.length ? all : counts];
  });
}

/**
 * Sums of columns under the weights of the images. Columns that are constant cost nothing, others a step per
 * entry that is not 0.
 */
function weighted(columns: readonly Float32Array[], { start }: Stratum, weights: Int32Array): Sums {
  const sums = new Float64Array(columns.length);
  const parts = columns.map((column) => {
    const first = column[0] as number;
    const rows = column.every((value) => value === first) ? [] : [...column.keys()].filter((row) => column[row] !== 0);
    return { units: Int32Array.from(rows, (row) => start + row), values: Float64Array.from(rows, (row) => column[row] as number) };
  });
  columns.forEach((column, i) => (sums[i] = (column[0] as number) * column.length));
  return {
    sums,
    draw() {
      for (let i = 0; i < parts.length; i++) {
        const { units, values } = parts[i] as (typeof parts)[number];
        if (units.length === 0) continue;
        let sum = 0;
        for (let k = 0; k < units.length; k++) sum += (weights[units[k] as number] as number) * (values[k] as number);
        sums[i] = sum;
      }
    },
  };
}

/** Sums of columns over n images drawn with replacement, as n is large: jointly normal. */
function normalLimit(columns: readonly Float32Array[], n: number): Sums {
  const totals = columns.map((column) => column.reduce((sum, value) => sum + value, 0));
  const sums = Float64Array.from(totals);
  const varying = [...columns.keys()].filter((i) => columns[i]?.some((value) => value !== columns[i]?.[0]));
  const covariance = (i: number, j: number): number =>
    dot(columns[i] as Float32Array, columns[j] as Float32Array) - ((totals[i] as number) * (totals[j] as number)) / n;
  // The lower triangle, which is all that is looked at.
  const factor = cholesky(varying.map((i, row) => varying.slice(0, row + 1).map((j) => covariance(i, j))));
  const normals = new Float64Array(varying.length);
  return {
    sums,
    draw(random) {
      for (let i = 0; i < normals.length; i++) normals[i] = random.normal();
      for (let i = 0; i < normals.length; i++) {
        const row = factor[i] as Float64Array;
        let sum = totals[varying[i] as number] as number;
        for (let j = 0; j <= i; j++) sum += (row[j] as number) * (normals[j] as number);
        sums[varying[i] as number] = Math.max(0, sum);
      }
    },
  };
}

/**
 * The lower triangular L with L Lᵀ the positive semi-definite matrix of that lower triangle; columns of no
 * own variance are 0.
 */
function cholesky(matrix: readonly (readonly number[])[]): readonly Float64Array[] {
  const factor = matrix.map(() => new Float64Array(matrix.length));
  for (let j = 0; j < matrix.length; j++) {
    const own = factor[j] as Float64Array;
    const variance = matrix[j]?.[j] as number;
    const rest = variance - dot(own, own);
    // What rounding leaves of a column that others determine.
    const pivot = rest > 1e-9 * variance ? Math.sqrt(rest) : 0;
    for (let i = j + 1; i < matrix.length; i++) {
      const row = factor[i] as Float64Array;
      row[j] = pivot === 0 ? 0 : ((matrix[i]?.[j] as number) - dot(row, own)) / pivot;
    }
    own[j] = pivot;
  }
  return factor;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
