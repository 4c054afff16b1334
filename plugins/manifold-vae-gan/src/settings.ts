import type { Dataset } from "@disentangle/core";
import type { Schedule } from "@disentangle/training";
import type { VaeGanShape } from "./networks.ts";
import type { VaeGanOptions } from "./options.ts";

/** How a VAE-GAN is trained. */
export interface VaeGanSettings extends VaeGanShape {
  /** Weight of the reconstruction error. */
  readonly beta: number;
  /** Weight of the adversarial terms. */
  readonly gamma: number;
  readonly epochs: number;
  readonly batch: number;
  /** Training images of each class, the first; all of them where absent. */
  readonly images?: number | undefined;
}

/** The learning rate of the original VAE-GANs. */
export const VAE_GAN_SCHEDULE: Schedule = { initial: 0.005, decay: 0.9, floor: 1e-9 };

/** What the original experiments used on a dataset. */
interface Published {
  readonly size: number;
  /** β of the networks of one class, by class where it differs. */
  readonly beta: number;
  readonly betaOf?: Readonly<Record<number, number>>;
  /** β of the networks of all classes. */
  readonly betaOfAll: number;
  readonly epochs: number;
}

const PUBLISHED: Readonly<Record<string, Published>> = {
  fonts: { size: 10, beta: 3, betaOfAll: 3, epochs: 10 },
  emnist: { size: 10, beta: 2.25, betaOf: { 1: 5, 7: 3 }, betaOfAll: 3, epochs: 30 },
  "fashion-mnist": { size: 10, beta: 2.75, betaOfAll: 3, epochs: 60 },
  celeba: { size: 25, beta: 3, betaOfAll: 3, epochs: 30 },
};

/** For datasets that nothing was published on. */
const OTHERS: Published = { size: 10, beta: 3, betaOfAll: 3, epochs: 30 };

/**
 * Options with what the original experiments used where they are left out: Q, β and epochs by dataset, β by
 * class.
 *
 * @param label class of the VAE-GAN; absent for one of all classes
 */
export function settingsOf(dataset: Pick<Dataset, "id" | "image">, options: VaeGanOptions, label?: number): VaeGanSettings {
  const published = PUBLISHED[dataset.id] ?? OTHERS;
  const beta = label === undefined ? published.betaOfAll : (published.betaOf?.[label] ?? published.beta);
  return {
    image: dataset.image,
    size: options.size ?? published.size,
    width: options.width,
    beta: options.beta ?? beta,
    gamma: options.gamma,
    epochs: options.epochs ?? published.epochs,
    batch: options.batch,
    images: options.images,
  };
}
