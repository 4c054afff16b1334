import * as v from "valibot";

/** η, the radius of attacks on codes and transformations: one for all, or by space. */
export type Eta = number | Readonly<Record<string, number>>;

const radius = v.pipe(v.number("must be a number"), v.minValue(0, "must not be negative"));
const MEANT = "must be a radius such as 0.3, or one for each space such as fonts=0.3,vae-gan=0.5";

/** Text such as `0.3` or `fonts=0.3,transformation=0.2`. */
function parsed(text: string): unknown {
  const value = (word: string): number => (word.trim() === "" ? Number.NaN : Number(word));
  if (!text.includes("=")) return value(text);
  const entries = text.split(",").map((entry) => {
    const at = entry.indexOf("=");
    return [entry.slice(0, at).trim(), value(entry.slice(at + 1))] as const;
  });
  // Own properties alone, and none twice.
  return new Set(entries.map(([name]) => name)).size < entries.length ? Number.NaN : Object.fromEntries(entries);
}

/** What `--eta` takes: a radius, or radii by manifold or for `transformation`, as text or as data. */
export const eta: v.GenericSchema<unknown, Eta> = v.pipe(
  v.unknown(),
  v.transform((asked) => (typeof asked === "string" ? parsed(asked) : asked)),
  v.union([radius, v.pipe(v.record(v.string(), radius), v.minEntries(1, MEANT))], MEANT),
);

/** The radius asked for in one space: a manifold's codes by its id, or `transformation`. */
export function etaOf(asked: Eta | undefined, space: string): number | undefined {
  if (typeof asked !== "object") return asked;
  return Object.hasOwn(asked, space) ? asked[space] : undefined;
}

/** The text that gives the same radii. */
export function formatEta(asked: Eta): string {
  return typeof asked === "number"
    ? String(asked)
    : Object.entries(asked)
        .map(([space, value]) => `${space}=${value}`)
        .join(",");
}
