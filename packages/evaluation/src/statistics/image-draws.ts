import type { Random } from "@disentangle/core";

/** Strata of more images than this are drawn in bins. */
const LARGEST_STRATUM = 1000;
const BINS = 500;

/**
 * Images drawn with replacement, once for all models that met them.
 *
 * Images that the same lists name are one stratum, drawn by itself, so that the few images that are attacked are drawn as often as they are, however
 * many more the test error is measured on. A large stratum is drawn in bins of images that a seeded permutation puts together: images are
 * exchangeable, so the means of bins vary as those of images do, and 500 bins tell how much as 160,000 images do, up to 3 % of a standard error.
 */
export class ImageDraws {
  /** How often each unit (an image, or a bin of them) was drawn last; once each before the first draw. */
  readonly weights: Int32Array;
  readonly #unitOf: Int32Array;
  /** First unit and number of units of each stratum. */
  readonly #strata: readonly (readonly [start: number, size: number])[];

  /**
   * @param lists images that models met, each list without doubles; equal lists count once
   * @param binning stream of the permutation; nothing is binned without it
   */
  constructor(lists: readonly Int32Array[], binning?: Random) {
    const distinct: Int32Array[] = [];
    for (const list of lists) if (!distinct.some((known) => same(known, list))) distinct.push(list);
    const last = distinct.reduce((largest, list) => list.reduce((a, b) => Math.max(a, b), largest), -1);
    const signatures = new Int32Array(last + 1);
    distinct.forEach((list, i) => list.forEach((image) => (signatures[image] = (Math.imul(signatures[image] as number, 1000003) + i + 1) | 0)));
    const members = new Map<number, number[]>();
    signatures.forEach((signature, image) => {
      if (signature === 0) return;
      const own = members.get(signature);
      if (own === undefined) members.set(signature, [image]);
      else own.push(image);
    });
    this.#unitOf = new Int32Array(last + 1).fill(-1);
    const strata: [number, number][] = [];
    let units = 0;
    for (const images of members.values()) {
      const binned = binning !== undefined && images.length > LARGEST_STRATUM;
      const size = binned ? BINS : images.length;
      const order = binned ? binning.permutation(images.length) : undefined;
      images.forEach((image, i) => {
        const place = order === undefined ? i : Math.floor(((order[i] as number) * size) / images.length);
        this.#unitOf[image] = units + place;
      });
      strata.push([units, size]);
      units += size;
    }
    this.#strata = strata;
    this.weights = new Int32Array(units).fill(1);
  }

  /** The unit of each image. */
  unitsOf(images: Int32Array): Int32Array {
    return images.map((image) => this.#unitOf[image] as number);
  }

  /** Draws anew. */
  draw(random: Random): void {
    this.weights.fill(0);
    for (const [start, size] of this.#strata) random.resample(this.weights, start, size);
  }

  /** Takes every unit once. */
  takeAll(): void {
    this.weights.fill(1);
  }
}

function same(a: Int32Array, b: Int32Array): boolean {
  return a === b || (a.length === b.length && a.every((image, i) => image === b[i]));
}
