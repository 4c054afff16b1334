import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import { resnet13 } from "../src/architecture.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testArchitecture("resnet13", () => ({ architecture: resnet13({ channels: 3, blocks: 2, stages: 2 }), image: [6, 5, 2], classes: 3 }));
