/** One step of an outline, in font units, y up; the layout that opentype.js gives. */
export type Command =
  | { readonly type: "M"; readonly x: number; readonly y: number }
  | { readonly type: "L"; readonly x: number; readonly y: number }
  | { readonly type: "Q"; readonly x1: number; readonly y1: number; readonly x: number; readonly y: number }
  | {
      readonly type: "C";
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly x: number;
      readonly y: number;
    }
  | { readonly type: "Z" };

/** A glyph: its contours, and how far the pen moves on, in font units. */
export interface Glyph {
  readonly commands: readonly Command[];
  readonly advance: number;
}

/** The box around all points of an outline, control points included. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** The control box of an outline, in font units; for an empty outline a box of size 0 at the origin. */
export function controlBox(commands: readonly Command[]): Box {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const command of commands) {
    if (command.type === "Z") continue;
    xs.push(command.x);
    ys.push(command.y);
    if (command.type === "Q" || command.type === "C") {
      xs.push(command.x1);
      ys.push(command.y1);
    }
    if (command.type === "C") {
      xs.push(command.x2);
      ys.push(command.y2);
    }
  }
  if (xs.length === 0) return { left: 0, right: 0, bottom: 0, top: 0 };
  return { left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys) };
}
