import type { Kind } from "@disentangle/core";

/** A plugin that comes with the harness: what it offers is known before it is loaded. */
export interface BuiltIn {
  /** What it offers, such as `attack/pgd-linf`. */
  readonly offers: readonly `${Kind}/${string}`[];
  readonly load: () => Promise<unknown>;
}

/**
 * The plugins that come with the harness, by package name. A test sees that each offers what is said here.
 */
export const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  "@disentangle/backend-simd": { offers: ["backend/simd"], load: () => import("@disentangle/backend-simd") },
  "@disentangle/backend-webgpu": { offers: ["backend/webgpu"], load: () => import("@disentangle/backend-webgpu") },
  "@disentangle/backend-node-gpu": { offers: ["backend/node-gpu"], load: () => import("@disentangle/backend-node-gpu") },
  "@disentangle/backend-cpu": { offers: ["backend/cpu"], load: () => import("@disentangle/backend-cpu") },
  "@disentangle/dataset-fonts": { offers: ["dataset/fonts"], load: () => import("@disentangle/dataset-fonts") },
  "@disentangle/dataset-emnist": { offers: ["dataset/emnist"], load: () => import("@disentangle/dataset-emnist") },
  "@disentangle/dataset-fashion-mnist": { offers: ["dataset/fashion-mnist"], load: () => import("@disentangle/dataset-fashion-mnist") },
  "@disentangle/dataset-celeba": { offers: ["dataset/celeba"], load: () => import("@disentangle/dataset-celeba") },
  "@disentangle/dataset-images": { offers: ["dataset/images"], load: () => import("@disentangle/dataset-images") },
  "@disentangle/manifold-fonts": { offers: ["manifold/fonts"], load: () => import("@disentangle/manifold-fonts") },
  "@disentangle/manifold-knn": { offers: ["manifold/knn"], load: () => import("@disentangle/manifold-knn") },
  "@disentangle/manifold-vae-gan": {
    offers: ["manifold/vae-gan", "manifold/vae-gan-agnostic"],
    load: () => import("@disentangle/manifold-vae-gan"),
  },
  "@disentangle/architecture-cnn": { offers: ["architecture/cnn"], load: () => import("@disentangle/architecture-cnn") },
  "@disentangle/architecture-mlp": { offers: ["architecture/mlp"], load: () => import("@disentangle/architecture-mlp") },
  "@disentangle/architecture-resnet13": { offers: ["architecture/resnet13"], load: () => import("@disentangle/architecture-resnet13") },
  "@disentangle/architecture-vgg": { offers: ["architecture/vgg"], load: () => import("@disentangle/architecture-vgg") },
  "@disentangle/attack-pgd-linf": { offers: ["attack/pgd-linf"], load: () => import("@disentangle/attack-pgd-linf") },
  "@disentangle/attack-pgd-l2": { offers: ["attack/pgd-l2"], load: () => import("@disentangle/attack-pgd-l2") },
  "@disentangle/attack-pgd-l1": { offers: ["attack/pgd-l1"], load: () => import("@disentangle/attack-pgd-l1") },
  "@disentangle/attack-cw-l2": { offers: ["attack/cw-l2"], load: () => import("@disentangle/attack-cw-l2") },
  "@disentangle/attack-apgd": {
    offers: ["attack/apgd-linf", "attack/apgd-l2", "attack/apgd-l1"],
    load: () => import("@disentangle/attack-apgd"),
  },
  "@disentangle/attack-autoattack": { offers: ["attack/autoattack"], load: () => import("@disentangle/attack-autoattack") },
  "@disentangle/attack-sign-gradient": {
    offers: ["attack/sign-pgd", "attack/fgsm", "attack/bim", "attack/mi-fgsm"],
    load: () => import("@disentangle/attack-sign-gradient"),
  },
  "@disentangle/attack-square": { offers: ["attack/square"], load: () => import("@disentangle/attack-square") },
  "@disentangle/attack-fab": { offers: ["attack/fab"], load: () => import("@disentangle/attack-fab") },
  "@disentangle/attack-fmn": {
    offers: ["attack/fmn-linf", "attack/fmn-l2", "attack/fmn-l1", "attack/fmn-l0"],
    load: () => import("@disentangle/attack-fmn"),
  },
  "@disentangle/attack-deepfool": { offers: ["attack/deepfool"], load: () => import("@disentangle/attack-deepfool") },
  "@disentangle/attack-hopskipjump": { offers: ["attack/hopskipjump"], load: () => import("@disentangle/attack-hopskipjump") },
  "@disentangle/attack-transfer": { offers: ["attack/transfer"], load: () => import("@disentangle/attack-transfer") },
  "@disentangle/attack-random": { offers: ["attack/random"], load: () => import("@disentangle/attack-random") },
  "@disentangle/claims-stutz2019": {
    offers: ["claim/1", "claim/2", "claim/3", "claim/4"],
    load: () => import("@disentangle/claims-stutz2019"),
  },
};
