import type { Random } from "@disentangle/core";

/** Images that the same lists name. */
export interface Stratum {
  /** Number of the first image's unit; the others follow. */
  readonly start: number;
  readonly images: readonly number[];
  /**
   * Whether single images are drawn; sums over a stratum too large for that are drawn by whoever needs them.
   */
  readonly drawn: boolean;
}

/**
 * Images drawn with replacement, once for all models that met them. Images that the same lists name are a
 * stratum, drawn by itself: the few images that are attacked are then drawn as often as they are, however
 * many more the test error is measured on.
 */
export class ImageDraws {
  readonly strata: readonly Stratum[];
  /** How often each image was drawn last, by unit; once each before the first draw. */
  readonly weights: Int32Array;
  readonly #unitOf: Int32Array;

  /**
   * @param lists images that models met, each list without doubles; equal lists count once
   * @param largest number of images of a stratum up to which they are drawn one by one, default all
   */
  constructor(lists: readonly Int32Array[], largest: number = Infinity) {
    const distinct: Int32Array[] = [];
    for (const list of lists) if (!distinct.some((known) => same(known, list))) distinct.push(list);
    const last = distinct.reduce((most, list) => list.reduce((a, b) => Math.max(a, b), most), -1);
    const signatures = new Int32Array(last + 1);
    for (const [i, list] of distinct.entries()) {
      for (const image of list) signatures[image] = (Math.imul(signatures[image] as number, 1000003) + i + 1) | 0;
    }
    const members = new Map<number, number[]>();
    for (const [image, signature] of signatures.entries()) {
      if (signature === 0) continue;
      const own = members.get(signature);
      if (own === undefined) members.set(signature, [image]);
      else own.push(image);
    }
    this.#unitOf = new Int32Array(last + 1).fill(-1);
    let units = 0;
    this.strata = [...members.values()].map((images) => {
      const start = units;
      for (const image of images) this.#unitOf[image] = units++;
      return { start, images, drawn: images.length <= largest };
    });
    this.weights = new Int32Array(units).fill(1);
  }

  /** The unit of an image. */
  unitOf(image: number): number {
    return this.#unitOf[image] as number;
  }

  /** Draws anew. */
  draw(random: Random): void {
    this.weights.fill(0);
    for (const { start, images, drawn } of this.strata) if (drawn) random.resample(this.weights, start, images.length);
  }

  /** Takes every image once. */
  takeAll(): void {
    this.weights.fill(1);
  }
}

function same(a: Int32Array, b: Int32Array): boolean {
  return a === b || (a.length === b.length && a.every((image, i) => image === b[i]));
}
