import { formatEta } from "./eta.ts";
import { formatPart, type PartChoice } from "./part-choice.ts";
import type { Request } from "./request.ts";
import type { Settings } from "./settings.ts";

/** The same request gives the same folder, so that starting it again goes on where it stopped. */
export function defaultName(settings: Omit<Settings, "out">, asked: { readonly [name in keyof Request]?: unknown }): string {
  const parts = [
    settings.profile.name,
    formatPart(settings.dataset),
    ...settings.architectures.map(formatPart),
    formatPart(settings.attack),
  ];
  if (settings.protocol !== "paper") parts.push(settings.protocol);
  if (settings.backend.id !== "simd") parts.push(settings.backend.id);
  if (settings.beside.length > 0) parts.push(`beside=${settings.beside.map(formatPart).join()}`);
  for (const name of [
    "reuse",
    "minimumNorm",
    "sourceAttack",
    "manifolds",
    "ruler",
    "strategies",
    "claims",
    "sizes",
    "models",
    "attacked",
    "restarts",
    "spaces",
    "testImages",
    "targeted",
    "epsilon",
  ] as const) {
    if (asked[name] !== undefined) parts.push(`${name}=${words(name === "sizes" ? settings.profile.sizes : asked[name])}`);
  }
  if (settings.eta !== undefined) parts.push(`eta=${formatEta(settings.eta)}`);
  parts.push(`seed${settings.seed}`);
  return parts.join("-").replaceAll(/[^A-Za-z0-9.=-]+/g, "_");
}

/** Choices of parts by the names that chose them, lists with commas. */
function words(value: unknown): string {
  if (Array.isArray(value)) return value.map(words).join();
  return typeof value === "object" && value !== null && "id" in value ? formatPart(value as PartChoice) : String(value);
}
