import { readFile } from "node:fs/promises";
import apgd from "@disentangle/attack-apgd";
import autoattack from "@disentangle/attack-autoattack";
import deepfool from "@disentangle/attack-deepfool";
import fab from "@disentangle/attack-fab";
import fmn from "@disentangle/attack-fmn";
import signGradient from "@disentangle/attack-sign-gradient";
import square from "@disentangle/attack-square";
import { Fault, partOf, withAttacks, type Attack } from "@disentangle/core";
import { attackImages } from "@disentangle/evaluation";
import { median } from "@disentangle/evaluation/statistics";
import * as v from "valibot";
import type { AttackSubject } from "./attack-subject.ts";

const PLUGINS = [apgd, autoattack, deepfool, fab, fmn, signGradient, square];

/**
 * Radius of all images of a size, but for a little: minimum-norm attacks are asked what they find, not
 * whether it is near.
 */
function widest(norm: PeerCell["norm"], size: number): number {
  return 0.999 * { linf: 1, l2: Math.sqrt(size), l1: size, l0: size }[norm];
}

const cellSchema = v.object({
  library: v.string(),
  attack: v.string(),
  ours: v.string(),
  options: v.record(v.string(), v.union([v.string(), v.number()])),
  norm: v.picklist(["linf", "l2", "l1", "l0"]),
  /** Absent for attacks that are run at a radius, null where half of the images stand. */
  median: v.optional(v.nullable(v.number())),
  radii: v.optional(v.array(v.number()), []),
  successes: v.optional(v.array(v.number()), []),
});

const fixtureSchema = v.object({
  versions: v.record(v.string(), v.string()),
  /** What is known of a peer that is weaker or stronger than it should be, by `library attack`. */
  notes: v.record(v.string(), v.string()),
  subjects: v.record(v.string(), v.object({ images: v.number(), correct: v.number(), results: v.array(cellSchema) })),
});

/** What a peer found on one model. */
export type PeerCell = v.InferOutput<typeof cellSchema>;

/** What one attack of ours found where a peer was run, in the same units. */
export type OurCell = Pick<PeerCell, "median" | "successes">;

const asNumber = (median: number | null | undefined): number => median ?? Infinity;

/** What peers found, `fixtures/attack-peers.json`. */
export async function readPeers(): Promise<v.InferOutput<typeof fixtureSchema>> {
  const path = new URL("../../fixtures/attack-peers.json", import.meta.url);
  return v.parse(fixtureSchema, JSON.parse(await readFile(path, "utf8")));
}

/** Runs our attack with the budget of the peer's. */
export async function ourCell(subject: AttackSubject, cell: PeerCell): Promise<OurCell> {
  const { ours, options, norm, radii } = cell;
  const attack = await attackOf(ours, options);
  if (cell.median === undefined) {
    const successes: number[] = [];
    for (const radius of radii) successes.push((await normsOf(subject, attack, norm, radius)).filter(Number.isFinite).length);
    return { successes };
  }
  const norms = await normsOf(subject, attack, norm, widest(norm, subject.images.size / subject.labels.length));
  return { median: median(norms), successes: radii.map((radius) => norms.filter((length) => length <= radius).length) };
}

/** ‖δ‖ of each success, Infinity elsewhere. */
async function normsOf(
  { frozen, images, labels }: AttackSubject,
  attack: Attack,
  norm: PeerCell["norm"],
  radius: number,
): Promise<number[]> {
  const { record } = await attackImages({ attack, frozen, images, labels, radius });
  return Array.from(record.success, (success, row) => (success === 1 ? (record.norms[norm]?.[row] ?? Infinity) : Infinity));
}

async function attackOf(id: string, options: PeerCell["options"]): Promise<Attack> {
  const plugin = PLUGINS.find(({ offers }) => offers.some((offer) => offer.id === id));
  if (plugin === undefined) throw new Fault("unknown-part", `No attack of ours is called ${id}.`, { value: id });
  return await partOf(plugin, `attack/${id}`, options, withAttacks(...PLUGINS));
}

/**
 * Points of success by which ours may be weaker, share by which a median may be larger; robust accuracy may
 * differ by half a point.
 */
const [POINTS, SHARE, SHARE_L1, POINTS_OF_AUTOATTACK] = [1, 0.05, 0.1, 0.5];

/**
 * Where ours is weaker than may be, in words; empty where nowhere.
 *
 * @param images number of images, of which a point is a hundredth
 */
export function shortfalls(peer: PeerCell, ours: OurCell, images: number): readonly string[] {
  const share = peer.norm === "l1" || peer.norm === "l0" ? SHARE_L1 : SHARE;
  const found: string[] = [];
  const [mine, its] = [asNumber(ours.median), asNumber(peer.median)];
  if (mine > its * (1 + share)) found.push(`median norm ${mine.toFixed(4)}, theirs ${its.toFixed(4)}`);
  for (const [i, radius] of peer.radii.entries()) {
    const points = (100 * ((ours.successes[i] ?? 0) - (peer.successes[i] ?? 0))) / images;
    const off = peer.ours === "autoattack" ? Math.abs(points) > POINTS_OF_AUTOATTACK : points < -POINTS;
    // A minimum-norm attack is held to its median.
    if (off && peer.median === undefined) found.push(`${ours.successes[i]} fall at ${radius}, theirs ${peer.successes[i]}`);
  }
  return found;
}
