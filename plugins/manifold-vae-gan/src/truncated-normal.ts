import type { Random } from "@disentangle/core";

/** A standard normal number between −2 and 2: those outside are drawn again. */
export function truncatedNormal(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}
