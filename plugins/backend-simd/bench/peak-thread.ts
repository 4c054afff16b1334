// A thread of the peak contender: spins whenever the first word changes, and counts in the second.
import { parentPort, workerData } from "node:worker_threads";
import { spin, turns } from "./peak-loop.ts";

const bell = workerData as Int32Array;
parentPort?.postMessage("ready");
for (let seen = 0; ; ) {
  Atomics.wait(bell, 0, seen);
  const now = Atomics.load(bell, 0);
  if (now === seen) continue;
  seen = now;
  spin(turns);
  Atomics.add(bell, 1, 1);
}
