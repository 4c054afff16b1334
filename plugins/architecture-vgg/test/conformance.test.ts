import "@disentangle/backend-simd";
import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import { vgg } from "../src/architecture.ts";

describe("on cpu", () => {
  beforeAll(async () => void (await tf.setBackend("cpu")));
  testArchitecture("a small vgg", { architecture: vgg({ channels: [3, 4, 4], hidden: 5 }), image: [6, 7, 2], classes: 3 });
});

describe("on simd", () => {
  beforeAll(async () => void (await tf.setBackend("simd")));
  testArchitecture("a narrow vgg", {
    architecture: vgg({ channels: [8, 16, 16, 32, 32], hidden: 64 }),
    image: [14, 14, 1],
    classes: 10,
  });
});
