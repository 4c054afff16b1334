/** A kind of mark that a legend explains. */
export type Kind = "measured" | "published" | "models";

/**
 * Whether a plot draws series of a colour: measured ones as filled marks or lines, published ones dashed.
 *
 * @param plot the SVG element, or what holds it
 */
export function draws(plot: ParentNode, kind: Kind, color: string): boolean {
  if (kind === "models") return plot.querySelector('[data-mark="dot"][fill="none"]') !== null;
  const marks = [...plot.querySelectorAll(kind === "published" ? "[data-mark][stroke-dasharray]" : "[data-mark]:not([stroke-dasharray])")];
  return marks.some(
    (mark) => mark.getAttribute("fill") !== "var(--page)" && [mark.getAttribute("stroke"), mark.getAttribute("fill")].includes(color),
  );
}
