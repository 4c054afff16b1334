import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import { mlp } from "../src/architecture.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testArchitecture("mlp", () => ({ architecture: mlp({ units: 6, layers: 2 }), image: [5, 4, 2], classes: 3 }));
