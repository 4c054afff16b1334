import { testArchitecture } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import { vgg } from "../src/architecture.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testArchitecture("vgg", () => ({ architecture: vgg({ channels: [3, 4, 4], hidden: 5 }), image: [6, 7, 2], classes: 3 }));
