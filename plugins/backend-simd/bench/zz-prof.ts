import * as tf from "@tensorflow/tfjs";
import "@disentangle/backend-simd";
import { configureSimd } from "@disentangle/backend-simd";
import { tfjsWorks } from "/work/main/plugins/backend-simd/bench/tfjs-works.ts";
const [work, threads, reps] = [process.argv[2]!, Number(process.argv[3] ?? 1), Number(process.argv[4] ?? 200)];
configureSimd({ threads });
await tf.setBackend("simd");
const ready = await tfjsWorks[work]!();
for (let i = 0; i < 30; i++) await ready();
const backend = tf.backend() as any;
const plain = { times: [] as number[] };
for (let i = 0; i < reps; i++) {
  const t = performance.now();
  await ready();
  plain.times.push(performance.now() - t);
}
const sorted = plain.times.toSorted((a, b) => a - b);
console.log(
  work,
  "threads",
  threads,
  "median",
  sorted[sorted.length >> 1]!.toFixed(2),
  "min",
  sorted[0]!.toFixed(2),
  "p25",
  sorted[sorted.length >> 2]!.toFixed(2),
);
const acc = new Map<string, { n: number; t: number }>();
const old = backend.run.bind(backend);
backend.run = (k: string, i: any, r: any, c: number, w: number) => {
  const t = performance.now();
  old(k, i, r, c, w);
  const d = performance.now() - t;
  const e = acc.get(k) ?? { n: 0, t: 0 };
  e.n++;
  e.t += d;
  acc.set(k, e);
};
const t0 = performance.now();
for (let i = 0; i < reps; i++) await ready();
const total = (performance.now() - t0) / reps;
let inside = 0;
for (const [k, { n, t }] of [...acc].sort((a, b) => b[1].t - a[1].t)) {
  inside += t / reps;
  console.log(k.padEnd(28), (n / reps).toFixed(1).padStart(6), (t / reps).toFixed(3));
}
console.log("total", total.toFixed(2), "kernels", inside.toFixed(2), "outside", (total - inside).toFixed(2));
process.exit(0);
