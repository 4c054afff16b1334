import type { MaybeFinite } from "./fields.ts";

/** The number, or null where it is NaN, an infinity or absent: what JSON can hold of it. */
export function finite(value: number | undefined): MaybeFinite {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
