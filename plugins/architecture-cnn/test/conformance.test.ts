import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import { cnn } from "../src/architecture.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testArchitecture("cnn", () => ({ architecture: cnn({ channels: 4 }), image: [12, 14, 2], classes: 3 }));
