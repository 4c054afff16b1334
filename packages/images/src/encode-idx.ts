/** The bytes of an IDX file with that array. */
export function encodeIdx({
  dimensions,
  values,
}: {
  readonly dimensions: readonly number[];
  readonly values: Uint8Array;
}): Uint8Array<ArrayBuffer> {
  const start = 4 + 4 * dimensions.length;
  const bytes = new Uint8Array(start + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(2, 8);
  view.setUint8(3, dimensions.length);
  for (const [axis, dimension] of dimensions.entries()) view.setUint32(4 + 4 * axis, dimension);
  bytes.set(values, start);
  return bytes;
}
