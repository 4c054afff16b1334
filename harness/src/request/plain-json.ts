import { Fault, type Json } from "@disentangle/core";

/** Names that mean something to every object, so that an option of that name could change others unseen. */
const RESERVED = new Set(["__proto__", "prototype", "constructor"]);
/** Deeper and larger than anything that people write; a list that holds itself is found by it. */
const [DEPTH, VALUES] = [64, 100_000];

/**
 * A copy that holds what JSON would hold and nothing else, so that what is checked, shown, hashed and used
 * are the same: no getters that answer otherwise the second time, nothing inherited, no instances of classes.
 * Properties that are undefined are left out.
 *
 * @param what it is, for the message
 * @throws Fault `bad-option` that names the place
 */
export function plainJson(value: unknown, what: string): Json {
  let left = VALUES;
  const refuse = (path: string, why: string): never => {
    throw new Fault("bad-option", `${what}${path === "" ? "" : ` at ${path}`} ${why}.`, {
      mend: "Write plain values: text, finite numbers, true, false, null, lists and objects of these.",
    });
  };
  const copy = (part: unknown, path: string, depth: number): Json => {
    if (--left < 0 || depth > DEPTH) return refuse(path, "is too large, or holds itself");
    if (part === null || typeof part === "boolean" || typeof part === "string") return part;
    if (typeof part === "number") return Number.isFinite(part) ? part : refuse(path, `is ${part}`);
    if (typeof part !== "object") return refuse(path, `is a ${typeof part}`);
    const join = (name: string): string => (path === "" ? name : `${path}.${name}`);
    if (Array.isArray(part)) return Array.from(part, (item, i) => copy(item, join(String(i)), depth + 1));
    const prototype: unknown = Object.getPrototypeOf(part);
    if (prototype !== null && prototype !== Object.prototype)
      return refuse(path, "inherits from another object, as instances of classes do");
    const entries = Object.entries(part).filter(([, item]) => item !== undefined);
    for (const [name] of entries) if (RESERVED.has(name)) refuse(join(name), "has a name that no option can have");
    return Object.fromEntries(entries.map(([name, item]) => [name, copy(item, join(name), depth + 1)]));
  };
  return copy(value, "", 0);
}
