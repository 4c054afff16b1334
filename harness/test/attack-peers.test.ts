import { env } from "node:process";
import simd from "@disentangle/backend-simd";
import { partOf } from "@disentangle/core";
import { beforeAll, describe, expect, test } from "vitest";
import { ourCell, readPeers, shortfalls, type PeerCell } from "../tools/attack-peer-cells.ts";
import { openAttackSubject } from "../tools/attack-subject.ts";

/** Results cost from a second to minutes: these always run, all of them where PEERS is set. */
const quick = ({ ours, norm }: PeerCell): boolean =>
  ["fgsm", "mi-fgsm"].includes(ours) || (norm === "linf" && ["deepfool", "fmn-linf"].includes(ours));

const { subjects } = await readPeers();

beforeAll(async () => (await partOf(simd, "backend", { threads: 1 })).activate());

describe.each(Object.entries(subjects))("on %s, no weaker than", (name, { correct, images, results }) => {
  for (const peer of results) {
    const asked = quick(peer) || env["PEERS"] !== undefined;
    test.skipIf(!asked)(`${peer.library} ${peer.attack} at ${peer.radii.join(", ")}`, { timeout: 1_800_000 }, async () => {
      using subject = await openAttackSubject(name);
      expect(subject.labels).toHaveLength(correct);
      expect(shortfalls(peer, await ourCell(subject, peer), images)).toEqual([]);
    });
  }
});

test("an attack that finds less, or a larger norm, falls short", () => {
  const peer: PeerCell = { library: "", attack: "", ours: "fgsm", options: {}, norm: "linf", radii: [0.1, 0.2], successes: [20, 40] };
  expect(shortfalls(peer, { successes: [18, 38] }, 200)).toEqual([]);
  expect(shortfalls(peer, { successes: [18, 37] }, 200)).toEqual(["37 fall at 0.2, theirs 40"]);
  expect(shortfalls({ ...peer, ours: "autoattack" }, { successes: [20, 42] }, 200)).toEqual(["42 fall at 0.2, theirs 40"]);
  const smallest: PeerCell = { ...peer, median: 1, radii: [], successes: [] };
  expect(shortfalls(smallest, { median: 1.05, successes: [] }, 200)).toEqual([]);
  expect(shortfalls(smallest, { median: 1.06, successes: [] }, 200)).toHaveLength(1);
  expect(shortfalls({ ...smallest, norm: "l1" }, { median: 1.06, successes: [] }, 200)).toEqual([]);
});
