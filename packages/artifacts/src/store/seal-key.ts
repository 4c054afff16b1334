import { createHmac } from "node:crypto";
import { Fault } from "@disentangle/core";

/** Name of the environment variable with the secret that seals artifacts. */
export const KEY_VARIABLE = "DISENTANGLE_KEY";

/** Fewer characters than this are guessed too soon. */
const SHORTEST = 16;

/** A secret shared by all who may write artifacts. @internal */
export interface SealKey {
  /** Tells this key from another, and nothing about it. */
  readonly id: string;
  readonly secret: string;
}

/**
 * The key in the environment; undefined where there is none: then a seal tells damage, not forgery.
 *
 * @throws Fault `bad-option` for one that is empty or short
 * @internal
 */
export function sealKey(): SealKey | undefined {
  const secret = process.env[KEY_VARIABLE];
  if (secret === undefined) return undefined;
  if (secret.length < SHORTEST) {
    throw new Fault("bad-option", `${KEY_VARIABLE} has ${secret.length} characters.`, {
      mend: `Give it ${SHORTEST} at least, such as from \`openssl rand -hex 32\`, the same on every machine; or unset it.`,
    });
  }
  return { id: createHmac("sha256", secret).update("disentangle seal key").digest("hex").slice(0, 16), secret };
}
