import type { Opened } from "../protocol.ts";
import { make } from "./element.ts";

type Parameter = Opened["parameters"][number];

/**
 * How a parameter is written for people; translations are in half image sides of 14 pixels, rotations in
 * radians.
 */
function written(name: string, value: number): string {
  const signed = (number: number, digits: number): string => (number > 0 ? "+" : number < 0 ? "−" : "") + Math.abs(number).toFixed(digits);
  if (name.startsWith("translation")) return `${signed(14 * value, 1)} px`;
  if (name === "rotation") return `${signed((180 * value) / Math.PI, 0)}°`;
  return name === "scale" ? `× ${value.toFixed(2)}` : signed(value, 2);
}

/** Six sliders over the valid ranges. */
export class Sliders {
  readonly #inputs: HTMLInputElement[] = [];
  readonly #outputs: HTMLOutputElement[] = [];
  readonly #parameters: readonly Parameter[];
  #theta: number[] = [];

  /** Fills the form; `moved` is called on every change by hand. */
  constructor(form: HTMLFormElement, parameters: readonly Parameter[], moved: () => void) {
    this.#parameters = parameters;
    const rows = parameters.map(({ name, lower, upper }, i) => {
      const id = `parameter-${i}`;
      const input = make("input", { type: "range", id, min: String(lower), max: String(upper), step: String((upper - lower) / 60) });
      const output = make("output", { for: id });
      input.addEventListener("input", () => {
        this.#theta[i] = input.valueAsNumber;
        this.#write(i);
        moved();
      });
      this.#inputs.push(input);
      this.#outputs.push(output);
      return make("div", { class: "slider" }, make("label", { for: id }, name), output, input);
    });
    const reset = make("button", { type: "button" }, "Upright");
    reset.addEventListener("click", () => {
      this.theta = neutral(parameters);
      moved();
    });
    const random = make("button", { type: "button" }, "Random");
    random.addEventListener("click", () => {
      this.theta = parameters.map(({ lower, upper }) => lower + (upper - lower) * Math.random());
      moved();
    });
    form.replaceChildren(...rows, make("div", { class: "buttons" }, reset, random));
    this.theta = neutral(parameters);
  }

  /** The six numbers. A slider shows them rounded to its steps; they stay exact until it is moved by hand. */
  get theta(): readonly number[] {
    return this.#theta;
  }

  set theta(theta: readonly number[]) {
    this.#theta = [...theta];
    for (const i of this.#inputs.keys()) this.#write(i);
  }

  #write(i: number): void {
    const input = this.#inputs[i] as HTMLInputElement;
    const value = this.#theta[i] as number;
    if (input.valueAsNumber !== value) input.valueAsNumber = value;
    const text = written((this.#parameters[i] as Parameter).name, value);
    (this.#outputs[i] as HTMLOutputElement).value = text;
    input.setAttribute("aria-valuetext", text);
  }
}

/** The identity: 1 for the scale, 0 for all others. */
function neutral(parameters: readonly Parameter[]): number[] {
  return parameters.map(({ name }) => (name === "scale" ? 1 : 0));
}
