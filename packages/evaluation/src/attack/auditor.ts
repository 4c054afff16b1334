import { type Audit, type Frozen, type Norm, type Proposal } from "@disentangle/core";
import { areProbabilities } from "@disentangle/ops";
import { tolerance } from "./clip-points.ts";
import type { Judgement, Origin } from "./judge.ts";
import { SearchLog } from "./search-log.ts";

/** Gathers the automatic checks of an attack while it runs. */
export class Auditor {
  readonly #searches = new SearchLog();
  #normExcess = 0;
  #boxExcess = 0;
  #notFinite = 0;
  #attacked = 0;
  #unconfirmed = 0;
  #probabilities = false;
  #stochastic = 0;
  #unanswered = 0;
  #oddities: readonly string[] = [];

  /** Looks at one judged batch. */
  observe(proposal: Proposal, judgement: Judgement, origin: Origin): void {
    const { clipped } = judgement;
    this.#normExcess = Math.max(this.#normExcess, clipped.normExcess);
    this.#boxExcess = Math.max(this.#boxExcess, clipped.boxExcess);
    // What a transfer attack says of itself is about its source.
    const { correct, success: met } = proposal.source ?? { correct: origin.correct, success: judgement.met };
    for (let row = 0; row < met.length; row++) {
      this.#attacked++;
      if (clipped.broken[row] === 1) this.#notFinite++;
      if (judgement.unanswered[row] === 1) this.#unanswered++;
      if ((proposal.iterations[row] as number) >= 0 && met[row] === 0) this.#unconfirmed++;
    }
    this.#searches.enter(proposal, correct, met);
  }

  /** Takes in what is odd about the classifier's gradient. */
  observeGradient(oddities: readonly string[]): void {
    this.#oddities = oddities;
  }

  /** Looks at logits of the same images, computed twice. */
  observeClassifier(frozen: Frozen, first: Float32Array, second: Float32Array): void {
    for (let i = 0; i < first.length; i++) {
      this.#stochastic = Math.max(this.#stochastic, Math.abs((first[i] as number) - (second[i] as number)));
    }
    this.#probabilities = areProbabilities(first, frozen.classes);
  }

  /** The checks as data and in words. */
  conclude(attack: { readonly norm: Norm; readonly bounded: boolean }, radius: number): Audit {
    const norm = attack.norm.name;
    const { warnings, ...searches } = this.#searches.conclude();
    return {
      normExcess: this.#normExcess,
      boxExcess: this.#boxExcess,
      notFinite: this.#notFinite,
      ...searches,
      warnings: [
        ...warn(
          attack.bounded && this.#normExcess > tolerance(radius),
          `Proposed points exceeded the ${norm} radius ${radius} by up to ${this.#normExcess.toPrecision(3)} and were pulled back before they were judged.`,
        ),
        ...warn(
          this.#boxExcess > tolerance(0),
          `Proposed points left the box by up to ${this.#boxExcess.toPrecision(3)} and were clipped before they were judged.`,
        ),
        ...warn(
          this.#notFinite > 0,
          `${this.#notFinite} of ${this.#attacked} proposed points held NaN or an infinity and count as failures.`,
        ),
        ...warn(
          this.#unanswered > 0,
          `For ${this.#unanswered} of ${this.#attacked} attacked points the classifier answered NaN or an infinity; they count as failures.`,
        ),
        ...warn(
          this.#unconfirmed > 0,
          `${this.#unconfirmed} of ${this.#attacked} points that the attack reported as adversarial were not, once clipped and classified again.`,
        ),
        ...warnings,
        ...warn(
          this.#probabilities,
          "The outputs of the classifier look like probabilities: attacks expect logits, whose gradients do not vanish where the classifier is sure.",
        ),
        ...warn(
          this.#stochastic > 1e-6,
          `The classifier gave different outputs for the same images (by up to ${this.#stochastic.toPrecision(3)}): success may be an accident of its randomness.`,
        ),
        // Of a random classifier the line above has said it.
        ...(this.#stochastic > 1e-6 ? [] : this.#oddities),
      ],
    };
  }
}

function warn(when: boolean, words: string): readonly string[] {
  return when ? [words] : [];
}
