// A process that writes artifacts and a plain file until it is killed. Started by the tests: `node writer.ts
// <folder>`.
import { join } from "node:path";
import { ArtifactStore, stored, taskKey, writeFileAtomic } from "../src/index.ts";

const store = new ArtifactStore(process.argv[2] as string);
process.stdout.write("writing\n");
for (let round = 0; ; round++) {
  const key = taskKey(round % 7);
  const size = 1 + ((round * 7919) % 60_000);
  await store.write(key, { json: { round, size }, tensors: { values: stored(new Float32Array(size).fill(round)) } });
  await writeFileAtomic(join(store.folder, "result.json"), JSON.stringify({ round, padding: "x".repeat(size) }));
}
