import { Fault, type Json } from "@disentangle/core";

/**
 * JSON with sorted keys and no white space: equal values give equal text, in whatever order their properties
 * were set.
 *
 * @throws Fault `bad-option` where JSON would lose something: NaN, an infinity, a function, a class instance
 * such as a typed array
 */
export function canonicalJson(value: Json): string {
  return write(value, "value");
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(",")}]`;
  if (isPlain(value)) {
    const names = Object.keys(value).toSorted();
    const properties = names.filter((name) => value[name] !== undefined);
    return `{${properties.map((name) => `${JSON.stringify(name)}:${write(value[name], `${path}.${name}`)}`).join(",")}}`;
  }
  const seen = typeof value === "object" ? value.constructor.name : typeof value === "number" ? String(value) : typeof value;
  throw new Fault("bad-option", `JSON cannot hold ${path}, which is ${seen}.`, {
    value,
    mend: "Use null for a number that is not finite, a plain object or array for the rest.",
  });
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
