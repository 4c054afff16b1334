export default {
  profile: "smoke",
  // A quarter of every batch is attacked on the manifold, the rest stays clean.
  strategies: ["normal", { id: "mine", space: "latent/fonts", attack: "pgd-linf:iterations=5", radius: 0.1, share: 0.25 }],
};
