import { Fault } from "@disentangle/core";

/** A part chosen by name, with options for it. */
export interface PartChoice {
  readonly id: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Reads `id` or `id:key=value,key=value`, the way parts are chosen on the command line. Values that read as
 * JSON are taken as such, all others as text.
 *
 * @throws Fault `bad-option`
 */
export function parsePart(text: string): PartChoice {
  const [id, rest] = split(text, ":");
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) {
    throw new Fault("bad-option", `"${text}" does not name a part.`, {
      value: text,
      mend: 'Write a name such as "pgd-linf", or "pgd-linf:iterations=80,learningRate=0.01".',
    });
  }
  const options = new Map<string, unknown>();
  for (const entry of rest === undefined ? [] : rest.split(",")) {
    const [key, value] = split(entry, "=");
    if (key === "" || value === undefined) {
      throw new Fault("bad-option", `"${entry}" is not an option of ${id}.`, { value: text, mend: 'Write "key=value".' });
    }
    if (options.has(key)) throw new Fault("bad-option", `"${key}" is given twice in "${text}".`, { value: text, mend: "Give it once." });
    options.set(key, literal(value));
  }
  // Own properties alone, also for a key such as __proto__, which schemas then refuse by name.
  return { id, options: Object.fromEntries(options) };
}

/** Several parts in one text: a comma ends a part, but where another of its options follows. */
export function splitParts(text: string): string[] {
  return text
    .split(/,(?![^,:=]*=)/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** The text that {@link parsePart} reads back to the same choice. */
export function formatPart({ id, options }: PartChoice): string {
  const entries = Object.entries(options).map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return entries.length === 0 ? id : `${id}:${entries.join(",")}`;
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function literal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
