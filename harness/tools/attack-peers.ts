// Our attacks beside those of other libraries, on the models, images and budgets of
// fixtures/attack-peers.json; of all subjects and attacks, or of one subject, or of attacks of ours named so:
//
//     node --conditions=@disentangle/source harness/tools/attack-peers.ts [--check] [subject] [attack]
//
// Prints every result of a peer beside ours; with --check, exits with 1 where ours is weaker than it may be.
import { argv, stdout } from "node:process";
import simd from "@disentangle/backend-simd";
import { partOf } from "@disentangle/core";
import { openAttackSubject } from "./attack-subject.ts";
import { ourCell, readPeers, shortfalls, type OurCell } from "./attack-peer-cells.ts";

const check = argv.includes("--check");
const [only = "", part = ""] = argv.slice(2).filter((word) => !word.startsWith("--"));
const words = ({ median, successes }: OurCell): string =>
  [...(median === undefined ? [] : [(median ?? Infinity).toFixed(4)]), ...successes].join(" / ");

await (await partOf(simd, "backend", { threads: 1 })).activate();
const { subjects } = await readPeers();
let weaker = 0;
stdout.write("| model | library | attack | theirs | ours | |\n|---|---|---|---|---|---|\n");
for (const [name, { images, results }] of Object.entries(subjects)) {
  if (only !== "" && name !== only) continue;
  using subject = await openAttackSubject(name);
  for (const peer of results.filter(({ ours }) => ours.includes(part))) {
    const ours = await ourCell(subject, peer);
    const found = shortfalls(peer, ours, images);
    if (found.length > 0) weaker++;
    stdout.write(`| ${[name, peer.library, peer.attack, words(peer), words(ours), found.join("; ")].join(" | ")} |\n`);
  }
}
process.exit(check && weaker > 0 ? 1 : 0);
