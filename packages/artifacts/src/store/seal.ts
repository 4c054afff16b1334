import { createHash, createHmac, timingSafeEqual, type Hash, type Hmac } from "node:crypto";
import { Fault, type Json } from "@disentangle/core";
import { canonicalJson } from "../canonical-json.ts";
import { decodeTensors } from "../tensors/decode-tensors.ts";
import type { StoredTensors } from "../tensors/dtype.ts";
import { encodeTensors } from "../tensors/encode-tensors.ts";
import { KEY_VARIABLE, sealKey, type SealKey } from "./seal-key.ts";

/** The result of a task: numbers in tensors, all else in JSON. */
export interface Artifact {
  /** `null` where only tensors were written. */
  readonly json: Json;
  readonly tensors: StoredTensors;
}

const BLANK = "0".repeat(64);
/** The seal comes first in the file, so that it has a fixed place: after the length and this text. */
const BEFORE_HASH = '{"__metadata__":{"sha256":"';
const BEFORE_HMAC = '{"__metadata__":{"hmac-sha256":"';

/**
 * An artifact as one safetensors file that carries its key, its JSON and the SHA-256 of itself (taken with
 * the hash blanked): a checksum. With a secret in `DISENTANGLE_KEY` it is the HMAC-SHA-256 instead, which
 * nobody can make who does not know the secret.
 *
 * @throws Fault `bad-option` for content that cannot be stored as it is, or a secret that is too short
 */
export function seal(key: string, { json, tensors }: Artifact, secret: SealKey | undefined = sealKey()): Uint8Array {
  const text = { key, json: canonicalJson(json) };
  const bytes = encodeTensors(
    tensors,
    secret === undefined ? { sha256: BLANK, ...text } : { "hmac-sha256": BLANK, "seal-key": secret.id, ...text },
  );
  const at = 8 + (secret === undefined ? BEFORE_HASH : BEFORE_HMAC).length;
  new TextEncoder().encodeInto(digest(secret).update(bytes).digest("hex"), bytes.subarray(at));
  return bytes;
}

/**
 * The artifact in a sealed file.
 *
 * @throws Fault `bad-data` where it is cut short, changed by as much as a bit, the artifact of another key,
 * or not sealed with the secret in `DISENTANGLE_KEY` where there is one; `unavailable` where it is sealed
 * with a secret that is not here: it is not ours to replace
 */
export function unseal(key: string, bytes: Uint8Array, secret: SealKey | undefined = sealKey()): Artifact {
  const keyed = startsWith(bytes, BEFORE_HMAC);
  if (keyed) demandKey(bytes, secret);
  else if (secret !== undefined) {
    throw new Fault("bad-data", `It is not sealed with the secret of ${KEY_VARIABLE}, so anybody could have written it.`);
  }
  const at = 8 + (keyed ? BEFORE_HMAC : BEFORE_HASH).length;
  const end = at + BLANK.length;
  const seen = bytes.subarray(at, end);
  const due = digest(keyed ? secret : undefined)
    .update(bytes.subarray(0, at))
    .update(BLANK)
    .update(bytes.subarray(end))
    .digest("hex");
  if (seen.length !== BLANK.length || !timingSafeEqual(seen, new TextEncoder().encode(due))) {
    throw new Fault("bad-data", `The ${bytes.length} bytes do not have the hash they should have.`);
  }
  const { tensors, metadata } = decodeTensors(bytes);
  if (metadata["key"] !== key) throw new Fault("bad-data", `It is the artifact of another key, ${metadata["key"]}.`, { value: key });
  return { json: JSON.parse(metadata["json"] ?? "null") as Json, tensors };
}

/** Refuses a file whose secret is not here; whether its seal is right, the HMAC tells. */
function demandKey(bytes: Uint8Array, secret: SealKey | undefined): void {
  const at = 8 + BEFORE_HMAC.length + BLANK.length;
  const [, id] = /^","seal-key":"([0-9a-f]{16})"/.exec(new TextDecoder().decode(bytes.subarray(at, at + 64))) ?? [];
  // Damage, which the HMAC will tell where there is a secret.
  if (secret !== undefined && (id === undefined || id === secret.id)) return;
  throw new Fault("unavailable", `An artifact is sealed with ${secret === undefined ? "a secret" : "another secret"}.`, {
    value: id,
    mend: `Set ${KEY_VARIABLE} in the environment to the secret of those who share this store, or use a store of your own.`,
  });
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder().decode(bytes.subarray(8, 8 + text.length)) === text;
}

function digest(secret: SealKey | undefined): Hash | Hmac {
  return secret === undefined ? createHash("sha256") : createHmac("sha256", secret.secret);
}
