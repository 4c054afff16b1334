// A contender: tfjs on one of its backends, on the processor. Arguments: backend, threads (of simd).
import { configureSimd, simdInfo } from "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";
import { obey } from "./obey.ts";
import { loadPart } from "./parts.ts";
import { tfjsWorks } from "./tfjs-works.ts";

const [backend = "simd", threads = "1"] = process.argv.slice(2);
if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
if (backend === "simd") configureSimd({ threads: Number(threads) });
if (backend === "node-gpu") await (await loadPart("backend", "node-gpu", { device: "cpu" })).activate();
else if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} did not start.`);
tf.env().set("PROD", true);
const info = simdInfo();
await obey({ about: info ? `${info.build} build, ${info.threads} threads` : `tfjs ${tf.version_core}` }, async (work) => {
  // What the work before held on to.
  tf.disposeVariables();
  tf.engine().startScope();
  const make = tfjsWorks[work];
  if (make === undefined) throw new RangeError(`tfjs has no work ${work}`);
  return make();
});
process.exit(0);
