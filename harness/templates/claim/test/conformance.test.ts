import { testClaim, testPlugin } from "@disentangle/conformance";
import { partOf, Random, type AttackRecord, type Evidence, type Setting } from "@disentangle/core";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";

const IMAGES = 200;

const setting: Setting = {
  profile: "quick",
  evidence: true,
  protocol: "paper",
  combine: "worst-case",
  dataset: "toy",
  architecture: "cnn",
  strategies: ["normal"],
  trainedOn: { normal: [] },
  sizes: [100, 1000],
  strategySizes: {},
  models: { normal: 2 },
  attacked: { image: IMAGES, latent: 0, transformation: 0 },
  attack: "pgd-linf",
  otherLatent: [],
};

/** An attack on the first model at a size that succeeds on a share of the images. */
function attackOn(size: number, model: number, share: number): AttackRecord {
  const random = Random.seeded(model);
  const success = Uint8Array.from({ length: IMAGES }, () => Number(random.uniform() < share));
  const zeros = new Float32Array(IMAGES);
  return {
    cell: { dataset: "toy", architecture: "cnn", strategy: "normal", size, model },
    attack: "pgd-linf",
    space: "image",
    radius: 0.3,
    restarts: 1,
    samples: Int32Array.from({ length: IMAGES }, (_, row) => row),
    correct: new Uint8Array(IMAGES).fill(1),
    success,
    iteration: Int32Array.from(success, (flag) => flag - 1),
    norms: { l0: zeros, l1: zeros, l2: zeros, linf: zeros },
    imageL2: zeros,
    gradients: new Int32Array(IMAGES).fill(40),
    forwards: new Int32Array(IMAGES).fill(40),
    audit: {
      normExcess: 0,
      boxExcess: 0,
      notFinite: 0,
      zeroGradients: 0,
      startSuccess: 0,
      progress: { searches: IMAGES, halfway: 0, end: 0, stalled: 0 },
      warnings: [],
    },
  };
}

function evidenceOf(share: number): Evidence {
  const attacks = [attackOn(100, 0, 1 - share), attackOn(1000, 0, share), attackOn(1000, 1, share)];
  return { models: [], attacks, sweeps: [], distances: [], labels: [], lessons: [] };
}

const claim = await partOf(plugin, "claim");
testClaim("template", { claim, evidence: evidenceOf(0.8), setting });

testPlugin(plugin, { kind: "claim", id: "template", refused: [{ half: 0.4 }] });

test.each([
  [0.8, "supported"],
  [0.5, "inconclusive"],
  [0.2, "refuted"],
])("a success rate of %d is %s", (share, outcome) => {
  expect(claim.judge(evidenceOf(share), setting, Random.seeded(1))).toMatchObject({ outcome });
});
