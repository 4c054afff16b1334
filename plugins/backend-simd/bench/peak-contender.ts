// A contender: a loop of multiply-adds on registers, in every thread at once. Argument: threads.
import { Worker } from "node:worker_threads";
import { obey } from "./obey.ts";

const threads = Number(process.argv[2] ?? 1);
const bell = new Int32Array(new SharedArrayBuffer(12));
for (let thread = 1; thread < threads; thread++) {
  const worker = new Worker(new URL("./peak-thread.ts", import.meta.url), { workerData: bell });
  await Atomics.waitAsync(bell, 2, 0).value;
  worker.unref();
  Atomics.store(bell, 2, 0);
}
const { spin, turns } = await import("./peak-loop.ts");
await obey({ about: `${threads} threads` }, () =>
  Promise.resolve(() => {
    Atomics.store(bell, 1, 0);
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
    spin(turns);
    while (Atomics.load(bell, 1) < threads - 1);
  }),
);
process.exit(0);
