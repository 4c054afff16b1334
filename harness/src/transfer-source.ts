import { Fault, type Frozen } from "@disentangle/core";

/**
 * The classifier that a transfer attack attacks in place of the one under test. It is wanted when the attack is made, and trained when the attack
 * is first run: until then it is an empty place.
 */
export class TransferSource implements Disposable {
  readonly #classes: number;
  #wanted = false;
  #filled: { readonly key: string; readonly frozen: Frozen } | undefined;

  constructor(classes: number) {
    this.#classes = classes;
  }

  /** Whether some attack of the run uses it. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** The classifier, as the attack holds it. */
  claim(): Frozen {
    this.#wanted = true;
    return {
      classes: this.#classes,
      classify: (images) => {
        if (this.#filled === undefined) throw new Fault("unbound", "The source classifier of the transfer attack is not trained yet.");
        return this.#filled.frozen.classify(images);
      },
      [Symbol.dispose]: () => undefined,
    };
  }

  /** Puts the trained classifier of that key in its place; it is owned from here on. */
  fill(key: string, thaw: () => Frozen): void {
    if (this.#filled?.key === key) return;
    this[Symbol.dispose]();
    this.#filled = { key, frozen: thaw() };
  }

  [Symbol.dispose](): void {
    this.#filled?.frozen[Symbol.dispose]();
    this.#filled = undefined;
  }
}
