// A thread of the peak contender: says in the third word that it runs, spins whenever the first changes, and
// counts in the second. It looks for work for a while before it sleeps, as threads of the backend do: a woken
// thread may share a core for longer than a run takes.
import { workerData } from "node:worker_threads";
import { spin, turns } from "./peak-loop.ts";

const bell = workerData as Int32Array;
Atomics.store(bell, 2, 1);
Atomics.notify(bell, 2);
for (let seen = 0; ;) {
  for (let looks = 0; looks < 100_000 && Atomics.load(bell, 0) === seen; looks++);
  Atomics.wait(bell, 0, seen);
  const now = Atomics.load(bell, 0);
  if (now === seen) continue;
  seen = now;
  spin(turns);
  Atomics.add(bell, 1, 1);
}
