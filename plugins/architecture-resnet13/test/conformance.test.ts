import "@disentangle/backend-simd";
import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import { resnet13 } from "../src/architecture.ts";

describe("on cpu", () => {
  beforeAll(async () => void (await tf.setBackend("cpu")));
  testArchitecture("a small resnet13", {
    architecture: resnet13({ channels: 3, blocks: 2, stages: 2 }),
    image: [6, 5, 2],
    classes: 3,
  });
});

describe("on simd", () => {
  beforeAll(async () => void (await tf.setBackend("simd")));
  testArchitecture("a narrow resnet13", {
    architecture: resnet13({ channels: 8, blocks: 2, stages: 3 }),
    image: [14, 14, 1],
    classes: 10,
  });
});
