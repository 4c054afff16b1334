import type { TermName } from "./step.ts";

/** KL divergence per image, in nats, below which codes carry next to nothing. */
const NO_CODE = 0.5;
/**
 * Share of the error with another image's code that must go away with an image's own, else the code is
 * ignored.
 */
const IGNORED = 0.02;
/** Mean answers of the discriminator beyond which one of both sides has won. */
const CERTAIN = 0.001;

/** What is looked at once a VAE-GAN is trained. */
export interface TrainingOutcome {
  readonly curves: Readonly<Partial<Record<TermName, readonly number[]>>>;
  /** Mean reconstruction error of images by their own code, and by another image's. */
  readonly own: number;
  readonly other: number;
}

/** Signs of a collapse, in words; empty where there is none. */
export function signsOfCollapse({ curves, own, other }: TrainingOutcome): readonly string[] {
  const last = (name: TermName): number => curves[name]?.at(-1) ?? Number.NaN;
  const said = (name: TermName): string => last(name).toFixed(3);
  const signs: string[] = [];
  if (last("divergence") < NO_CODE)
    signs.push(`The KL divergence fell to ${said("divergence")} nats an image: the codes carry next to nothing.`);
  if (own > (1 - IGNORED) * other) {
    signs.push(
      `Reconstructions ignore the code: the error is ${own.toFixed(1)} with an image's own code and ${other.toFixed(1)} with another's.`,
    );
  }
  if (last("real") > 1 - CERTAIN && last("fake") < CERTAIN) {
    signs.push(`The discriminator has won: it says ${said("real")} of real images and ${said("fake")} of reconstructions.`);
  }
  if (Math.abs(last("real") - last("fake")) < CERTAIN && (last("real") < CERTAIN || last("real") > 1 - CERTAIN)) {
    signs.push(`The discriminator says ${said("real")} whatever it sees.`);
  }
  return signs;
}
