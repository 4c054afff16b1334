import { createHash } from "node:crypto";
import type { Json } from "@disentangle/core";
import { canonicalJson } from "./canonical-json.ts";

/**
 * The name of a task's result: the SHA-256, 64 lower-case hex digits, of all its inputs as canonical JSON.
 * Whatever may change the result (options, keys of what it builds on, fingerprint of the dataset, versions of
 * the parts) belongs in `inputs`; nothing else does.
 *
 * @throws Fault `bad-option` for inputs that JSON cannot hold
 */
export function taskKey(inputs: Json): string {
  return createHash("sha256").update(canonicalJson(inputs)).digest("hex");
}
