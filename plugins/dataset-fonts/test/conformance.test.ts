import { testDataset } from "@disentangle/conformance";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";
import { openFonts } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

testDataset("fonts", { dataset: () => openFonts(), sample: 12 });
