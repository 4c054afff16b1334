/**
 * Text for a terminal: control characters, which names may hold and which could paint over what was said or
 * worse, are shown as `\\x1b`; line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(CONTROLS, (character) => {
    const code = character.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** A copy of plain data in which all texts, and names of properties, are {@link printable}. */
export function printableIn<T>(data: T): T {
  return copyOf(data) as T;
}

function copyOf(data: unknown): unknown {
  if (typeof data === "string") return printable(data);
  if (Array.isArray(data)) return data.map(copyOf);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [printable(name), copyOf(value)]));
}

/** C0 and C1 controls, and marks that change the direction of a text. */
// oxlint-disable-next-line no-control-regex -- these are what must not get through
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;
