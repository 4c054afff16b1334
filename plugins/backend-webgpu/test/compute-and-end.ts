import * as tf from "@tensorflow/tfjs";
import { WebgpuBackend } from "../src/webgpu-backend.ts";

// Run by a test in a process of its own, which must end although nothing is given back.
await new WebgpuBackend({ powerPreference: "high-performance", adapter: "" }).activate();
console.log((await tf.range(0, 2000).sum().data())[0]);
