import { formatPart } from "./part-choice.ts";
import type { Asked } from "./request.ts";
import type { Settings } from "./settings.ts";

/** The same request gives the same folder, so that starting it again goes on where it stopped. */
export function defaultName(settings: Omit<Settings, "out">, asked: Asked): string {
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
    "manifold",
    "strategies",
    "claims",
    "sizes",
    "models",
    "attacked",
    "restarts",
    "spaces",
    "testImages",
    "epsilon",
    "eta",
  ] as const) {
    if (asked[name] !== undefined) parts.push(`${name}=${String(name === "sizes" ? settings.profile.sizes : asked[name])}`);
  }
  parts.push(`seed${settings.seed}`);
  return parts.join("-").replaceAll(/[^A-Za-z0-9.=-]+/g, "_");
}
