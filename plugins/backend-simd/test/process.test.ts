import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = `
import * as tf from "@tensorflow/tfjs";
import { simdInfo } from "@disentangle/backend-simd";
await tf.setBackend("simd");
const product = tf.matMul(tf.ones([300, 300]), tf.ones([300, 300]));
console.log(product.dataSync()[0], simdInfo().threads > 0);
`;

test("a program ends by itself, and nothing but its own output is printed", async () => {
  const options = { cwd: import.meta.dirname, timeout: 50_000 };
  const run = promisify(execFile)(
    process.execPath,
    ["--conditions=@disentangle/source", "--input-type=module", "--eval", program],
    options,
  );
  await expect(run).resolves.toEqual({ stdout: "300 true\n", stderr: "" });
});
