import type { Command } from "./outline.ts";

/** Straight pieces per curve: the image is then within 2 grey levels of one from 64 pieces. */
const pieces = 16;

/** One straight piece of a contour, in pixels, y down. */
export type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

/**
 * Turns an outline into straight segments in pixels. Only + - * / on doubles: the same bytes everywhere.
 *
 * @param scale pixels per font unit.
 * @param x column of the pen.
 * @param baseline row of the baseline.
 */
export function flatten(commands: readonly Command[], scale: number, x: number, baseline: number): Segment[] {
  const segments: Segment[] = [];
  let start: readonly [number, number] = [0, 0];
  let last = start;
  const lineTo = (to: readonly [number, number]): void => {
    segments.push([x + last[0] * scale, baseline - last[1] * scale, x + to[0] * scale, baseline - to[1] * scale]);
    last = to;
  };
  for (const command of commands) {
    if (command.type === "Z") {
      lineTo(start);
    } else if (command.type === "M") {
      if (last !== start) lineTo(start);
      start = [command.x, command.y];
      last = start;
    } else if (command.type === "L") {
      lineTo([command.x, command.y]);
    } else {
      const [px, py] = last;
      for (let piece = 1; piece <= pieces; piece++) {
        const t = piece / pieces;
        const u = 1 - t;
        lineTo(
          command.type === "Q"
            ? [u * u * px + 2 * u * t * command.x1 + t * t * command.x, u * u * py + 2 * u * t * command.y1 + t * t * command.y]
            : [
                u * u * u * px + 3 * u * u * t * command.x1 + 3 * u * t * t * command.x2 + t * t * t * command.x,
                u * u * u * py + 3 * u * u * t * command.y1 + 3 * u * t * t * command.y2 + t * t * t * command.y,
              ],
        );
      }
    }
  }
  if (last !== start) lineTo(start);
  return segments;
}
