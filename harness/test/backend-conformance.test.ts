import { testBackend } from "@disentangle/conformance";
import { partOf } from "@disentangle/core";
import cpu from "@disentangle/backend-cpu";
import nodeGpu from "@disentangle/backend-node-gpu";
import simd from "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";
import { beforeAll } from "vitest";

beforeAll(async () => void (await tf.setBackend("cpu")));

for (const plugin of [cpu, simd, nodeGpu]) testBackend(plugin.name, { backend: await partOf(plugin, "backend") });
