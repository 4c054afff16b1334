import { Fault } from "@disentangle/core";

/**
 * Values of images as float32.
 *
 * @throws Fault `bad-data` if one is not in [0, 1]
 */
export function unitFloats(name: string, values: ArrayLike<number> | ArrayLike<bigint>): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++) {
    const value = Number(values[index]);
    if (!(value >= 0 && value <= 1)) {
      throw new Fault("bad-data", `${name} holds ${value} where images have values from 0 to 1.`, {
        value,
        mend: "Use the published file.",
      });
    }
    floats[index] = value;
  }
  return floats;
}
