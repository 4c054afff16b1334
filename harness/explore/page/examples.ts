import type { Attacked, Found, Glyph } from "../protocol.ts";
import { make } from "./element.ts";
import { drawDifference, drawImage } from "./pixels.ts";

/**
 * One card per attacked image: original, and for either space the example found and its normalised
 * difference.
 */
export function exampleCards(rows: readonly Attacked[], letters: readonly string[], show: (glyph: Glyph) => void): HTMLElement[] {
  return rows.map((row) => {
    const letter = letters[row.glyph.label] ?? "";
    const card = make("div", { class: "example", role: "group", "aria-label": `Attack on an image of ${letter}` });
    card.append(
      tile("original", `Original, an ${letter}`, (canvas) => drawImage(canvas, row.pixels), said(row.predicted, row.glyph.label, letters)),
      ...found("regular", row.regular, row, letters),
      ...found("on manifold", row.onManifold, row, letters),
    );
    const button = make("button", { type: "button", title: "The six numbers of the example on the manifold" }, "Show on the sliders");
    button.addEventListener("click", () => show(row.onManifold.glyph));
    card.append(button);
    return card;
  });
}

function found(what: string, example: Found, { glyph, pixels }: Attacked, letters: readonly string[]): HTMLElement[] {
  let largest = 0;
  const difference = tile(
    "difference",
    `Normalised difference of the ${what} example`,
    (canvas) => {
      largest = drawDifference(canvas, pixels, example.pixels);
    },
    `max ${largest.toFixed(2)}`,
  );
  (difference.querySelector(".below") as HTMLElement).textContent = `max ${largest.toFixed(2)}`;
  const name = letters[example.predicted] ?? "";
  const image = tile(
    what,
    `${what} ${example.success ? "adversarial example" : "attempt that failed"}, seen as ${name}`,
    (canvas) => drawImage(canvas, example.pixels),
    said(example.predicted, glyph.label, letters),
    make("span", { class: "distance", title: "Euclidean distance to the manifold" }, `${example.distance.toFixed(2)} off`),
  );
  return [image, difference];
}

function tile(what: string, label: string, paint: (canvas: HTMLCanvasElement) => void, ...below: readonly (Node | string)[]): HTMLElement {
  const canvas = make("canvas", { width: "28", height: "28", role: "img", "aria-label": label });
  paint(canvas);
  return make("div", { class: "tile" }, canvas, make("span", { class: "what" }, what), make("span", { class: "below" }, ...below));
}

function said(predicted: number, label: number, letters: readonly string[]): HTMLElement {
  const name = letters[predicted] ?? "";
  return make("span", { class: predicted === label ? "right" : "wrong" }, predicted === label ? name : `✗ ${name}`);
}
