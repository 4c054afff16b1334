import fc from "fast-check";

/** A side of an array: odd ones, 1, and lengths past a vector's. */
export const side = (most = 6): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

/** Shapes of `least` to `most` axes, now and then with a side of 0. */
export function shapes(least: number, most: number, longest = 6): fc.Arbitrary<number[]> {
  const full = fc.array(side(longest), { minLength: least, maxLength: most });
  return fc.oneof(
    { weight: 9, arbitrary: full },
    { weight: 1, arbitrary: full.map((shape) => shape.map((length, i) => (i === 0 ? 0 : length))) },
  );
}

/** Shapes without a side of 0. */
export const fullShapes = (least: number, most: number, longest = 6): fc.Arbitrary<number[]> =>
  fc.array(side(longest), { minLength: least, maxLength: most });

/** Two shapes that broadcast in any way: sides of 1 on either side, axes missing on either side. */
export const broadcastPairs: fc.Arbitrary<{ a: number[]; b: number[] }> = fc
  .tuple(shapes(0, 4, 5), fc.array(fc.constantFrom("same", "left", "right"), { minLength: 4, maxLength: 4 }), fc.nat(4), fc.boolean())
  .map(([shape, kinds, missing, swap]) => {
    const left = shape.map((length, i) => (kinds[i] === "left" ? Math.min(1, length) : length));
    const right = shape
      .map((length, i) => (kinds[i] === "right" ? Math.min(1, length) : length))
      .slice(shape.includes(0) ? 0 : Math.min(missing, shape.length));
    return swap ? { a: right, b: left } : { a: left, b: right };
  });

/** A shape and some of its axes (or none, which TensorFlow.js takes for all). */
export const shapesAndAxes: fc.Arbitrary<{ shape: number[]; axes: number[]; keepDims: boolean }> = shapes(1, 4, 5).chain((shape) =>
  fc.record({ shape: fc.constant(shape), axes: fc.subarray([...shape.keys()], { minLength: 1 }), keepDims: fc.boolean() }),
);

/** A shape, and one axis. */
export const shapesAndAxis: fc.Arbitrary<{ shape: number[]; axis: number }> = shapes(1, 4, 5).chain((shape) =>
  fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1) }),
);

/** One drawn value for each side of a shape. */
export const each = <T>(shape: readonly number[], of: (length: number) => fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.tuple(...shape.map(of));
