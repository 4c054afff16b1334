import * as tf from "@tensorflow/tfjs"; import { Random, FUSED } from "@disentangle/core"; import "@disentangle/backend-simd";
import { architectureLaws } from "@disentangle/conformance"; import { Adam, crossEntropy, hasFused } from "@disentangle/ops";
import { cnn } from "../../plugins/architecture-cnn/src/architecture.ts"; import { mlp } from "../../plugins/architecture-mlp/src/architecture.ts";
import { resnet13 } from "../../plugins/architecture-resnet13/src/architecture.ts"; import { vgg } from "../../plugins/architecture-vgg/src/architecture.ts";
console.log(await tf.setBackend("simd"), tf.getBackend(), Object.values(FUSED).map(n=>n+":"+hasFused(n)).join(" "));
const full:any = { cnn: cnn({channels:16}), mlp: mlp({units:128,layers:4}), resnet13: resnet13({channels:64,blocks:2,stages:3}), vgg: vgg({channels:[64,128,128,256,256],hidden:1024}) };
for (const [n,a] of Object.entries(full) as any) {
  if (process.argv[2] && !process.argv[2].split(",").includes(n)) continue;
  if (process.argv[3] !== "time") for (const law of architectureLaws) { try { const t=performance.now(); await law.check({architecture:a,image:[28,28,1],classes:10}); console.log(n, "ok", law.promise, (performance.now()-t).toFixed(0)); } catch (e:any) { console.log(n, "FAIL", law.promise, e.message); } }
  const c = a.build({image:[28,28,1],classes:10}, Random.seeded(1)); const adam = new Adam(c.parameters());
  const B = 100; const x = tf.randomUniform([B,28,28,1]) as any; const y = tf.tensor1d(Int32Array.from({length:B},(_, i)=>i%10),"int32");
  const med=(v:number[])=>v.sort((a,b)=>a-b)[v.length>>1].toFixed(1);
  const ts:number[]=[],fs:number[]=[],cs:number[]=[],gs:number[]=[],ads:number[]=[]; let last=0;
  const reps = n==="cnn"||n==="mlp"?10:2;
  for (let i=0;i<reps;i++){ let t=performance.now(); const {value,grads}=tf.variableGrads(()=>tf.mean(crossEntropy(c.logits(x,"train"),y)) as any,Object.values(c.parameters()) as any); value.dataSync(); const t1=performance.now(); adam.apply(grads,0.01); (Object.values(c.parameters())[0] as any).dataSync(); ads.push(performance.now()-t1); ts.push(performance.now()-t); last=value.dataSync()[0]; tf.dispose([value,grads]);
   t=performance.now(); const f=c.freeze(); fs.push(performance.now()-t);
   t=performance.now(); const l=f.classify(x); l.dataSync(); cs.push(performance.now()-t);
   t=performance.now(); const g=tf.grad((x:any)=>tf.sum(crossEntropy(f.classify(x),y)))(x); g.dataSync(); gs.push(performance.now()-t); tf.dispose([l,g]); f[Symbol.dispose](); }
  console.log(n,"B=100 train",med(ts),"(adam",med(ads)+")","freeze",med(fs),"classify",med(cs),"attack grad",med(gs),"loss",last, "MB", (process.memoryUsage().rss/1e6).toFixed(0));
  if (process.argv[4]) { const p = await tf.profile(()=>{ const {value,grads}=tf.variableGrads(()=>tf.mean(crossEntropy(c.logits(x,"train"),y)) as any,Object.values(c.parameters()) as any); adam.apply(grads,0.01); tf.dispose([value,grads]);}); const agg:any={}; for (const k of p.kernels) { const ms = await k.kernelTimeMs as number; (agg[k.name]??=[0,0])[0]++; agg[k.name][1]+=ms; } console.log(Object.entries(agg).sort((a:any,b:any)=>b[1][1]-a[1][1]).slice(0,14).map(([k,v]:any)=>k+" "+v[0]+"× "+v[1].toFixed(1)).join("; ")); }
  c[Symbol.dispose](); adam[Symbol.dispose]();
}
