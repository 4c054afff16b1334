// The same in a page: vite examples (or vite build examples), then open it. Threads need the page to be
// isolated from other origins.
import { simdInfo } from "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";
import { trainFonts } from "./train-fonts.ts";

try {
  if (!(await tf.setBackend("simd"))) throw new Error("The simd backend did not start.");
  document.title = "training";
  document.body.textContent = JSON.stringify({ losses: await trainFonts(), threads: simdInfo()?.threads });
  document.title = "done";
} catch (error) {
  document.body.textContent = String(error);
  document.title = "failed";
}
