/** Asks again only once an answer has come; of all wishes meanwhile the newest alone counts. */
export class Newest {
  readonly #ask: () => void;
  #waiting = false;
  #stale = false;

  /** @param ask sends what is wished at that moment */
  constructor(ask: () => void) {
    this.#ask = ask;
  }

  ask(): void {
    if (this.#waiting) {
      this.#stale = true;
      return;
    }
    this.#waiting = true;
    this.#stale = false;
    this.#ask();
  }

  /** An answer has come. */
  answered(): void {
    this.#waiting = false;
    if (this.#stale) this.ask();
  }

  /** Forgets a question that will not be answered. */
  reset(): void {
    this.#waiting = this.#stale = false;
  }
}
