/** Relative L1 distance of two images of ink: 0 for equal ones, 1 for ones without common ink. */
export function relativeL1(first: Uint8Array | Float64Array, second: Uint8Array | Float64Array): number {
  let difference = 0;
  let ink = 0;
  for (let index = 0; index < first.length; index++) {
    difference += Math.abs(first[index]! - second[index]!);
    ink += first[index]! + second[index]!;
  }
  return ink === 0 ? 0 : difference / ink;
}
