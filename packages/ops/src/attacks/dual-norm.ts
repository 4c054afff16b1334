import type { PlaneNorm } from "./move-to-plane.ts";

/**
 * Dual norm of a gradient [D]: by how much a linearised loss changes at most per unit of the norm. A boundary
 * is
 * |loss| divided by it away, where there is no box.
 */
export function dualNorm(norm: PlaneNorm, gradient: Float32Array): number {
  let found = 0;
  for (const slope of gradient) {
    if (norm === "linf") found += Math.abs(slope);
    else if (norm === "l2") found += slope * slope;
    else found = Math.max(found, Math.abs(slope));
  }
  return norm === "l2" ? Math.sqrt(found) : found;
}
