// Trains on letters in Node: node --conditions=@disentangle/source examples/node.ts (the flag is for this
// repository alone)
import { simdInfo } from "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";
import { trainFonts } from "./train-fonts.ts";

if (!(await tf.setBackend("simd"))) throw new Error("The simd backend did not start.");
console.log(JSON.stringify({ losses: await trainFonts(), threads: simdInfo()?.threads }));
