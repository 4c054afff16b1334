import type { Glyph, Opened, Reply, Request } from "../protocol.ts";
import { byId, make } from "./element.ts";
import { drawImage } from "./pixels.ts";
import { Sliders } from "./sliders.ts";

type Looked = Extract<Reply, { kind: "looked" }>;

/**
 * The part of the page that walks the manifold: pickers, sliders, the glyph, and what the network says of it.
 */
export class Walk {
  readonly #canvas = byId("glyph", HTMLCanvasElement);
  readonly #letter = byId("letter", HTMLSelectElement);
  readonly #font = byId("font", HTMLSelectElement);
  readonly #verdict = byId("verdict", HTMLElement);
  readonly #bars = byId("bars", HTMLOListElement);
  readonly #send: (request: Request) => void;
  #sliders: Sliders | undefined;
  #letters: readonly string[] = [];
  #waiting = false;
  #stale = false;

  constructor(send: (request: Request) => void) {
    this.#send = send;
    this.#letter.addEventListener("change", () => this.look());
    this.#font.addEventListener("change", () => this.look());
  }

  /** Fills pickers and sliders, keeping what was chosen before. */
  open({ letters, fonts, parameters }: Opened): void {
    this.#waiting = false;
    this.#letters = letters;
    if (this.#sliders === undefined) {
      this.#letter.replaceChildren(...letters.map((letter, i) => make("option", { value: String(i) }, letter)));
      this.#font.replaceChildren(...fonts.map((font, i) => make("option", { value: String(i) }, `${i + 1}. ${font}`)));
      this.#sliders = new Sliders(byId("sliders", HTMLFormElement), parameters, () => this.look());
      this.#bars.replaceChildren(...letters.map((letter) => bar(letter)));
      this.#letter.disabled = this.#font.disabled = false;
    }
    this.#verdict.textContent = "Train the network first.";
    this.#verdict.className = "";
    byId("seen", HTMLElement).textContent = "";
    this.look();
  }

  /** The glyph as chosen. */
  get glyph(): Glyph {
    return { font: Number(this.#font.value), label: Number(this.#letter.value), theta: [...(this.#sliders?.theta ?? [])] };
  }

  /** Shows another glyph. */
  set glyph({ font, label, theta }: Glyph) {
    this.#font.value = String(font);
    this.#letter.value = String(label);
    if (this.#sliders !== undefined) this.#sliders.theta = theta;
    this.look();
  }

  /** Asks for the glyph as chosen now; while an answer is awaited, only the newest wish is kept. */
  look(): void {
    if (this.#waiting) {
      this.#stale = true;
      return;
    }
    this.#waiting = true;
    this.#stale = false;
    this.#send({ kind: "look", glyph: this.glyph });
  }

  /** Says how many typefaces, from the first, the network was trained on. */
  learnt(fonts: number): void {
    byId("seen", HTMLElement).textContent = `Trained on typefaces 1 to ${Math.ceil(fonts)}.`;
  }

  /** Shows what came back. */
  show({ glyph, pixels, probabilities }: Looked): void {
    this.#waiting = false;
    drawImage(this.#canvas, pixels);
    const letter = this.#letters[glyph.label] ?? "";
    this.#canvas.setAttribute(
      "aria-label",
      `Letter ${letter} of ${this.#font.selectedOptions[0]?.textContent ?? "a typeface"}, transformed`,
    );
    if (probabilities !== undefined) this.#judge(probabilities, glyph.label);
    if (this.#stale) this.look();
  }

  /** Forgets a question that will not be answered. */
  reset(): void {
    this.#waiting = false;
  }

  #judge(probabilities: readonly number[], label: number): void {
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
