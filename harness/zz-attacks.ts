import "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";
import { Random } from "@disentangle/core";
import { train, standardStrategies } from "@disentangle/training";
import { misclassified, crossEntropyObjective, imageSpace, marginObjective } from "@disentangle/ops";
const scope: any = { seed: 1, protocol: "paper", signal: new AbortController().signal, get(){ throw 1 } };
const part = async (pkg: string, o = {}, sc = scope) => (await import(pkg)).default.offers[0].configure(o)(sc);
await tf.setBackend("simd");
console.log(tf.getBackend());
const ds: any = await part("@disentangle/dataset-fonts");
const arch: any = await part("@disentangle/architecture-cnn");
const range = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const N = 1000;
let t = performance.now();
const ex = await ds.examples("train", range(N));
const c = arch.build({ image: ds.image, classes: 10 }, Random.seeded(1));
const strategies: any = standardStrategies;
const normal: any = { id: "normal", steps: [[{ fraction: 1, weight: 1, space: "clean" }]] };
const r = await train({ classifier: c, examples: ex, strategy: normal, epochs: 20, random: Random.seeded(2), signal: scope.signal, attackOf: () => { throw 1 }, spaceOf: () => { throw 1 } } as any);
console.log("train s", ((performance.now() - t) / 1000).toFixed(1), r.losses.at(-1));
const frozen = c.freeze();
const n = 100;
const te = await ds.examples("test", range(n));
const pred = tf.tidy(() => frozen.classify(te.images).argMax(1).dataSync());
const ok = range(n).filter((i) => pred[i] === te.labels[i]);
console.log("correct", ok.length);
const space = imageSpace(te.images);
async function run(name: string, pkg: string, o: any, eps: number, sc = scope) {
  const a: any = await part(pkg, o, sc);
  const t = performance.now();
  const p = await a.perturb({ classify: frozen.classify, space, labels: te.labels, samples: te.indices, radius: new Float32Array(n).fill(eps), criterion: misclassified, objective: crossEntropyObjective }, Random.seeded(3), scope.signal);
  const ms = performance.now() - t;
  const met = tf.tidy(() => frozen.classify(p.points).argMax(1).dataSync());
  const l2 = tf.tidy(() => p.points.sub(te.images).reshape([n, -1]).norm(2, 1).dataSync());
  const s = ok.filter((i: number) => met[i] !== te.labels[i]);
  const d = [...s].map((i: number) => l2[i]).sort((x, y) => x - y);
  const g = p.gradients.reduce((x: number, y: number) => x + y, 0);
  console.log(name.padEnd(40), "eps", eps, "success", (s.length / ok.length).toFixed(3), "median L2", (d[d.length >> 1] ?? NaN).toFixed(3), "grads/img", (g / n).toFixed(1), "ms", ms.toFixed(0), "ms/lookrow", (ms / p.forwards.reduce((x: number, y: number) => x + y, 0)).toFixed(3));
  p.points.dispose();
}
for (const eps of [0.05, 0.1, 0.2, 0.3]) {
  await run("pgd-linf 40", "@disentangle/attack-pgd-linf", {}, eps);
  await run("pgd-linf 40 run-through", "@disentangle/attack-pgd-linf", { mode: "run-through" }, eps);
  await run("apgd-linf 40", "@disentangle/attack-apgd-linf", { iterations: 40 }, eps);
  await run("apgd-linf 40 dlr", "@disentangle/attack-apgd-linf", { iterations: 40, loss: "dlr" }, eps);
}
for (const eps of [0.5, 1, 1.5]) {
  await run("pgd-l2 coord", "@disentangle/attack-pgd-l2", {}, eps);
  await run("pgd-l2 row .02", "@disentangle/attack-pgd-l2", { scaling: "row", learningRate: 0.02 }, eps);
  await run("pgd-l2 row .005", "@disentangle/attack-pgd-l2", { scaling: "row", learningRate: 0.005 }, eps);
}
for (const eps of [2, 5, 10]) {
  await run("pgd-l1 row", "@disentangle/attack-pgd-l1", {}, eps);
  await run("pgd-l1 row .02", "@disentangle/attack-pgd-l1", { learningRate: 0.02 }, eps);
  await run("pgd-l1 coord", "@disentangle/attack-pgd-l1", { scaling: "coordinate" }, eps);
}
for (const lr of [0.01, 0.05, 0.1, 0.3]) await run("cw paper lr " + lr, "@disentangle/attack-cw-l2", { learningRate: lr }, 1.5);
await run("cw paper 400x9 lr .01", "@disentangle/attack-cw-l2", { learningRate: 0.01, iterations: 400 }, 1.5);
await run("cw reference", "@disentangle/attack-cw-l2", {}, 1.5, { ...scope, protocol: "reference" });
await run("random", "@disentangle/attack-random", {}, 0.3);
