import "@disentangle/backend-simd";
import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe } from "vitest";
import { mlp } from "../src/architecture.ts";

describe("on cpu", () => {
  beforeAll(async () => void (await tf.setBackend("cpu")));
  testArchitecture("a small mlp", { architecture: mlp({ units: 6, layers: 2 }), image: [5, 4, 2], classes: 3 });
});

describe("on simd", () => {
  beforeAll(async () => void (await tf.setBackend("simd")));
  testArchitecture("the mlp", { architecture: mlp({ units: 128, layers: 4 }), image: [28, 28, 1], classes: 10 });
});
