type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** Strokes of A to F on a square from −1 to 1. */
const LETTERS: readonly (readonly Segment[])[] = [
  [
    [-0.5, 0.6, 0, -0.6],
    [0, -0.6, 0.5, 0.6],
    [-0.3, 0.15, 0.3, 0.15],
  ],
  [
    [-0.35, -0.6, -0.35, 0.6],
    [-0.35, -0.6, 0.3, -0.5],
    [0.3, -0.5, 0.25, -0.05],
    [-0.35, 0, 0.25, -0.05],
    [0.25, 0, 0.35, 0.5],
    [0.35, 0.5, -0.35, 0.6],
  ],
  [
    [0.4, -0.5, -0.1, -0.6],
    [-0.1, -0.6, -0.4, 0],
    [-0.4, 0, -0.1, 0.6],
    [-0.1, 0.6, 0.4, 0.5],
  ],
  [
    [-0.35, -0.6, -0.35, 0.6],
    [-0.35, -0.6, 0.2, -0.5],
    [0.2, -0.5, 0.4, 0],
    [0.4, 0, 0.2, 0.5],
    [0.2, 0.5, -0.35, 0.6],
  ],
  [
    [-0.35, -0.6, -0.35, 0.6],
    [-0.35, -0.6, 0.4, -0.6],
    [-0.35, 0, 0.25, 0],
    [-0.35, 0.6, 0.4, 0.6],
  ],
  [
    [-0.35, -0.6, -0.35, 0.6],
    [-0.35, -0.6, 0.4, -0.6],
    [-0.35, 0, 0.25, 0],
  ],
];

/** A letter as a 28 × 28 image, moved, sheared and turned by a code of four numbers. */
export function drawLetter(letter: number, code: readonly number[]): Float32Array {
  const [dx = 0, dy = 0, shear = 0, turn = 0] = code;
  const strokes = LETTERS[letter % LETTERS.length] ?? [];
  return Float32Array.from({ length: 784 }, (_, i) => {
    const [u, v] = [((i % 28) - 13.5) / 13.5 - 0.6 * dx, (Math.floor(i / 28) - 13.5) / 13.5 - 0.6 * dy];
    const [x, y] = [u * Math.cos(turn) - v * Math.sin(turn) + shear * v, u * Math.sin(turn) + v * Math.cos(turn)];
    const nearest = Math.min(...strokes.map((stroke) => distance(x, y, stroke)));
    return Math.min(1, Math.max(0, (0.16 - nearest) / 0.07));
  });
}

function distance(x: number, y: number, [x1, y1, x2, y2]: Segment): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
