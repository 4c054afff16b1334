/** An array of numbers in double precision, row-major: what plain loops read and write. */
export interface Grid {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** How far apart neighbours along each axis lie. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  return strides;
}

/** Every index of a shape, the last axis running fastest. The same array is reused. */
export function* indicesOf(shape: readonly number[]): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let n = sizeOf(shape); n > 0; n--) {
    yield index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      index[axis] = 0;
    }
  }
}

/** An array of that shape with a value for each index. */
export function grid(shape: readonly number[], valueAt: (index: readonly number[]) => number): Grid {
  const values = new Float64Array(sizeOf(shape));
  let at = 0;
  for (const index of indicesOf(shape)) values[at++] = valueAt(index);
  return { shape: [...shape], values };
}

/** The value at an index; axes on which the array has size 1, or which it lacks in front, are broadcast. */
export function valueAt({ shape, values }: Grid, index: readonly number[]): number {
  let at = 0;
  const skip = index.length - shape.length;
  for (const [axis, side] of shape.entries()) at = at * side + (side === 1 ? 0 : (index[axis + skip] as number));
  return values[at] as number;
}

/** The value at an index, or `outside` where the index leaves the array. */
export function valueOr(x: Grid, index: readonly number[], outside: number): number {
  return index.every((i, axis) => i >= 0 && i < (x.shape[axis] as number)) ? valueAt(x, index) : outside;
}

/** The shape two arrays broadcast to. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    return left === 1 ? right : left;
  });
}

/** Element by element, broadcast. */
export function zip(a: Grid, b: Grid, of: (x: number, y: number) => number): Grid {
  return grid(broadcastShape(a.shape, b.shape), (index) => of(valueAt(a, index), valueAt(b, index)));
}

/** Element by element. */
export const map = (x: Grid, of: (value: number) => number): Grid => ({ shape: x.shape, values: x.values.map(of) });

/** What is left of a list of values along some axes, for each index of the others. */
export function reduce(x: Grid, axes: readonly number[], keepDims: boolean, of: (values: number[]) => number): Grid {
  const reduced = x.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  const lists = new Map<number, number[]>();
  const strides = stridesOf(reduced);
  let at = 0;
  for (let n = sizeOf(reduced); n > 0; n--) lists.set(n - 1, []);
  for (const index of indicesOf(x.shape)) {
    const to = index.reduce((sum, i, axis) => sum + (axes.includes(axis) ? 0 : i * (strides[axis] as number)), 0);
    (lists.get(to) as number[]).push(x.values[at++] as number);
  }
  const values = Float64Array.from({ length: lists.size }, (_, i) => of(lists.get(i) as number[]));
  return { shape: keepDims ? reduced : x.shape.filter((_, axis) => !axes.includes(axis)), values };
}
