// A machine that serves a queue; what it is to do stands in the request. Started by the tests:
// `node machine.ts <queue> <name> <folder> [silence] [patience] [lease]`.
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { parseQueueAddress, Refusal, serve } from "../src/index.ts";

const [url = "", machine = "", folder = "", silence = "20", patience = "3600", lease = "2"] = process.argv.slice(2);
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());

await serve(
  parseQueueAddress(url),
  {
    machine,
    slots: 1,
    kinds: ["train", "error"],
    lease: Number(lease),
    silence: Number(silence),
    patience: Number(patience),
    note: (text) => void process.stdout.write(`${text}\n`),
    async compute({ key, request }, report, signal) {
      const { seconds = 0, fail, refuse } = request as { seconds?: number; fail?: boolean; refuse?: string };
      if (refuse === machine) throw new Refusal("its code is a1, the coordinator's is b2");
      appendFileSync(join(folder, `${key}.began`), `${machine}\n`);
      if (fail === true) throw new Fault("not-finite", "The loss is not finite.", { mend: "Use a smaller step." });
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until) {
        if (signal.aborted) throw new Fault("aborted", "Stopped.");
        report(1 - (until - performance.now()) / (seconds * 1000), "at it");
        // A result that is there already is not computed again.
        if (existsSync(join(folder, `${key}.done`))) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      // A second writer changes nothing, as in a store.
      if (!existsSync(join(folder, `${key}.done`))) writeFileSync(join(folder, `${key}.done`), machine);
    },
  },
  stop.signal,
);
