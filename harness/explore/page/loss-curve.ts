const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 236;
const [LEFT, TOP, BOTTOM] = [40, 24, 192];

/** Draws the mean loss of each epoch so far, on an axis of all epochs asked for, so many pixels wide. */
export function lossCurve(losses: readonly number[], epochs: number, width: number): SVGSVGElement {
  const right = width - 12;
  const most = niceCeiling(Math.max(...losses, 0.1));
  const x = (epoch: number): number => LEFT + ((right - LEFT) * (epoch - 1)) / Math.max(1, epochs - 1);
  const y = (loss: number): number => BOTTOM - ((BOTTOM - TOP) * loss) / most;
  const last = losses.at(-1);
  const label = last === undefined ? "No loss yet" : `Loss by epoch, from ${losses[0]?.toFixed(2)} to ${last.toFixed(2)}`;
  const svg = element("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label, class: "plot" });
  for (const share of [0, 0.5, 1]) {
    const value = share * most;
    svg.append(element("line", { x1: LEFT, x2: right, y1: y(value), y2: y(value), class: share === 0 ? "axis" : "grid" }));
    svg.append(text(LEFT - 8, y(value) + 4, String(Number(value.toPrecision(2))), "end"));
  }
  const middle = Math.round((1 + epochs) / 2);
  for (const epoch of new Set([1, middle, epochs])) svg.append(text(x(epoch), BOTTOM + 18, String(epoch), "middle"));
  svg.append(text((LEFT + right) / 2, HEIGHT - 4, "epoch", "middle"), text(LEFT - 8, 13, "mean loss", "start"));
  const points = losses.map((loss, i) => `${x(i + 1)},${y(loss)}`).join(" ");
  svg.append(element("polyline", { points, class: "curve" }));
  if (last !== undefined) svg.append(element("circle", { cx: x(losses.length), cy: y(last), r: 4, class: "tip" }));
  return svg;
}

function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

function text(x: number, y: number, content: string, anchor: string): SVGElement {
  const made = element("text", { x, y, "text-anchor": anchor });
  made.textContent = content;
  return made;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}
