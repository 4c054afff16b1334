/** Values from one index to the next along each axis of an array in rows. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/**
 * Strides of an array of `shape` seen as one of shape `target`, to which it broadcasts: 0 along axes of one
 * index.
 */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/**
 * The same indices with as few axes as may be: those of one index left out, neighbours joined where every
 * array goes on evenly.
 */
export function joinAxes(shape: readonly number[], strides: readonly (readonly number[])[]): { shape: number[]; strides: number[][] } {
  const joined: number[] = [];
  const steps: number[][] = strides.map(() => []);
  for (const [axis, extent] of shape.entries()) {
    if (extent === 1) continue;
    const last = joined.length - 1;
    if (last >= 0 && strides.every((own, i) => steps[i]![last] === own[axis]! * extent)) {
      joined[last]! *= extent;
      for (const [i, own] of strides.entries()) steps[i]![last] = own[axis]!;
    } else {
      joined.push(extent);
      for (const [i, own] of strides.entries()) steps[i]!.push(own[axis]!);
    }
  }
  return { shape: joined, strides: steps };
}
