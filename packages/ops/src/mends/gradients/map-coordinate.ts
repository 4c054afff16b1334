/** What lies beyond the border of an image, as `tf.image.transform` has it. */
export type FillMode = "constant" | "reflect" | "wrap" | "nearest";

/**
 * A coordinate beyond the border brought back inside, but for `constant`; the formulas of TensorFlow's
 * ImageProjectiveTransform.
 */
export function mapCoordinate(coordinate: number, length: number, mode: FillMode): number {
  if (mode === "constant") return coordinate;
  const inside = mode === "reflect" ? reflected(coordinate, length) : mode === "wrap" ? wrapped(coordinate, length) : coordinate;
  return Math.min(length - 1, Math.max(0, inside));
}

function reflected(coordinate: number, length: number): number {
  if (coordinate >= 0 && coordinate <= length - 1) return coordinate;
  if (length <= 1) return 0;
  const period = 2 * length;
  if (coordinate < 0) {
    const near = period * Math.trunc(-coordinate / period) + coordinate;
    return near < -length ? near + period : -near - 1;
  }
  const near = coordinate - period * Math.trunc(coordinate / period);
  return near >= length ? period - near - 1 : near;
}

function wrapped(coordinate: number, length: number): number {
  if (coordinate >= 0 && coordinate <= length - 1) return coordinate;
  if (length <= 1) return 0;
  if (coordinate < 0) return coordinate + length * (Math.trunc(-coordinate / (length - 1)) + 1);
  return coordinate - length * Math.trunc(coordinate / (length - 1));
}
