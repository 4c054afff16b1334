import { make } from "./element.ts";

/** What the network says of an image: a sentence, and a bar for each class. */
export class Opinion {
  readonly #verdict: HTMLElement;
  readonly #bars: HTMLOListElement;
  #letters: readonly string[] = [];

  constructor(verdict: HTMLElement, bars: HTMLOListElement) {
    this.#verdict = verdict;
    this.#bars = bars;
  }

  /** Makes room for these classes; there is no network yet. */
  open(letters: readonly string[]): void {
    if (this.#letters.length !== letters.length) this.#bars.replaceChildren(...letters.map((letter) => bar(letter)));
    this.#letters = letters;
    this.#verdict.textContent = "Train the network first.";
    this.#verdict.className = "";
  }

  /** Shows the probability of each class for an image of that class. */
  show(probabilities: readonly number[], label: number): void {
    const best = probabilities.indexOf(Math.max(...probabilities));
    const right = best === label;
    const share = percent(probabilities[best] as number);
    const [seen, is] = [this.#letters[best] ?? "", this.#letters[label] ?? ""];
    this.#verdict.textContent = right ? `${seen}, with ${share}: right` : `${seen}, with ${share}: wrong, it is ${is}`;
    this.#verdict.className = right ? "right" : "wrong";
    for (const [i, item] of Array.from(this.#bars.children).entries()) {
      const probability = probabilities[i] as number;
      item.className = i === label ? "truth" : i === best ? "mistake" : "";
      (item.querySelector(".fill") as HTMLElement).style.width = `${100 * probability}%`;
      (item.querySelector(".share") as HTMLElement).textContent = percent(probability);
    }
  }
}

function bar(letter: string): HTMLLIElement {
  const track = make("span", { class: "track", "aria-hidden": "true" }, make("span", { class: "fill" }));
  return make("li", {}, make("b", {}, letter), track, make("span", { class: "share" }, "–"));
}

/** As a percentage; what is not quite nothing or all is not written as such. */
function percent(share: number): string {
  if (share > 0.99 && share < 1) return `${Math.min(99.9, 100 * share).toFixed(1)} %`;
  return share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(100 * share)} %`;
}
