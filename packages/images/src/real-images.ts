/**
 * Bounds within which a transformation keeps the class of a real image: translation ±0.15, shear ±0.2, scale
 * 0.85 to 1.15, rotation ±π/10, as in the original experiments on EMNIST, Fashion-MNIST and CelebA.
 */
export const REAL_IMAGES: { readonly lower: Float32Array; readonly upper: Float32Array } = {
  lower: Float32Array.of(-0.15, -0.15, -0.2, -0.2, 0.85, -Math.PI / 10),
  upper: Float32Array.of(0.15, 0.15, 0.2, 0.2, 1.15, Math.PI / 10),
};
