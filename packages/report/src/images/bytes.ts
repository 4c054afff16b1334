import type { ImageShape } from "@disentangle/core";
import { Fault } from "@disentangle/core";
import { encodePng } from "./png.ts";

/**
 * A picture of bytes as base64, as a PNG in a data URI.
 *
 * @throws Fault `bad-data` where it has another size
 */
export function bytesUri(base64: string, shape: ImageShape): string {
  const data = Uint8Array.from(Buffer.from(base64, "base64"));
  const wanted = shape[0] * shape[1] * shape[2];
  if (data.length !== wanted) {
    throw new Fault("bad-data", `A picture should have ${wanted} bytes but has ${data.length}.`, {
      value: data.length,
      mend: "Make the result again.",
    });
  }
  return encodePng(data, shape);
}
