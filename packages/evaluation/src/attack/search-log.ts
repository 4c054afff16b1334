import type { Audit, Proposal } from "@disentangle/core";

/** Failed searches, and their share of all, from which on it is asked whether gradients are to blame. */
const [FAILURES, FAILED_SHARE] = [10, 0.1];
/**
 * Share of the failed searches with a loss that did not fall from which on their gradients are doubted; sound
 * ones leave it at a hundredth.
 */
const STALLED_SHARE = 0.25;

/**
 * How the searches on correctly classified images went, one entry each, and what that says of the gradients
 * they followed.
 */
export class SearchLog {
  /** Iteration of the first success of those that succeeded; Infinity where the attack did not notice. */
  readonly #iterations: number[] = [];
  #searches = 0;
  #zeroGradients = 0;
  #stalled = 0;
  /** Gradients of the longest search. */
  #longest = 0;

  /**
   * Enters a batch.
   *
   * @param correct whether the searched classifier classifies the unattacked row correctly. [B]
   * @param met whether it is misled by the proposed point. [B]
   */
  enter(proposal: Proposal, correct: Uint8Array, met: Uint8Array): void {
    const { iterations, gradients, zeroGradients, stalled } = proposal;
    for (const row of correct.keys()) {
      if (correct[row] === 0) continue;
      const spent = gradients[row] as number;
      this.#searches++;
      this.#longest = Math.max(this.#longest, spent);
      if (met[row] === 1) this.#iterations.push((iterations[row] as number) < 0 ? Infinity : (iterations[row] as number));
      else if (spent > 0) {
        // A search that has reached its goal may have nothing left to descend, so the failed ones alone tell.
        if (zeroGradients[row] === spent) this.#zeroGradients++;
        if (stalled?.[row] === 1) this.#stalled++;
      }
    }
  }

  /** The counts, and what deserves attention in them. */
  conclude(): Pick<Audit, "zeroGradients" | "startSuccess" | "progress" | "warnings"> {
    const by = (iteration: number): number => this.#iterations.filter((first) => first <= iteration).length;
    const [searches, startSuccess, halfway, end] = [this.#searches, by(0), by(this.#longest / 2), this.#iterations.length];
    const [zeroGradients, stalled] = [this.#zeroGradients, this.#stalled];
    const failed = searches - end;
    const warnings: string[] = [];
    if (zeroGradients > 0) {
      warnings.push(
        `The gradient was zero at every step of ${zeroGradients} of ${searches} searches: the classifier may mask its gradients or saturate.`,
      );
    }
    if (this.#longest > 0 && startSuccess > searches / 2) {
      warnings.push(
        `${startSuccess} of ${searches} searches succeeded at the random start, before any step: the radius may be too large for this classifier.`,
      );
    }
    if (
      failed >= Math.max(FAILURES, FAILED_SHARE * searches) &&
      (stalled >= STALLED_SHARE * failed || this.#luckDoesAsWell(startSuccess))
    ) {
      warnings.push(
        `More iterations hardly help: of ${searches} searches, ${startSuccess} succeeded at the start, ${halfway} by the middle and ${end} by the end, and the loss of ${stalled} of the ${failed} that failed was no lower at their last step than at their first. The classifier may mask its gradients; try more restarts, another loss or an attack without gradients before calling it robust.`,
      );
    }
    return { zeroGradients, startSuccess, progress: { searches, halfway, end, stalled }, warnings };
  }

  /**
   * Whether all the steps of a search find no more often what its start has missed than a start alone finds
   * it: random search beating gradients is a sign that they are masked (Athalye, Carlini and Wagner,
   * *Obfuscated Gradients Give a False Sense of Security*, 2018, Section 3.1).
   */
  #luckDoesAsWell(startSuccess: number): boolean {
    if (this.#longest === 0 || startSuccess === 0) return false;
    return (this.#iterations.length - startSuccess) / (this.#searches - startSuccess) <= startSuccess / this.#searches;
  }
}
