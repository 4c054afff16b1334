export default {
  profile: "smoke",
  // A quarter of every batch is attacked in latent space, the rest stays clean.
  strategies: ["normal", { id: "mine", space: "latent", attack: "pgd-linf:iterations=5", radius: 0.1, share: 0.25 }],
};
