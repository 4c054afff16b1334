import "@disentangle/backend-simd";
import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import { cnn } from "../src/architecture.ts";

describe("on cpu", () => {
  beforeAll(async () => void (await tf.setBackend("cpu")));
  testArchitecture("a small cnn", { architecture: cnn({ channels: 4 }), image: [12, 14, 2], classes: 3 });
});

describe("on simd", () => {
  beforeAll(async () => void (await tf.setBackend("simd")));
  testArchitecture("the cnn", { architecture: cnn({ channels: 16 }), image: [28, 28, 1], classes: 10 });
});
