import { copyFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Random } from "@disentangle/core";
import { oneOf } from "./arena.ts";
import type { Place } from "./place.ts";

/** What is done to a file, and with what. */
export interface Deed {
  readonly path: string;
  readonly random: Random;
  readonly place: Place;
}

export type NamedDeed = readonly [name: string, act: (deed: Deed) => void];

/** A deed that changes the bytes of a file. */
function bytes(name: string, change: (bytes: Buffer, random: Random) => Buffer): NamedDeed {
  return [name, ({ path, random }) => writeFileSync(path, change(readFileSync(path), random))];
}

/** Ways in which files are damaged: by disks, by other programs, by people. */
export const DAMAGES: readonly NamedDeed[] = [
  bytes("a bit turned", (old, random) => {
    const at = random.integer(Math.max(1, old.length));
    old[at] = (old[at] ?? 0) ^ (1 << random.integer(8));
    return old;
  }),
  bytes("a byte of the head turned", (old, random) => {
    const at = random.integer(Math.max(1, Math.min(300, old.length)));
    old[at] = random.integer(256);
    return old;
  }),
  ["cut short", ({ path, random }) => truncateSync(path, random.integer(Math.max(1, readFileSync(path).length)))],
  ["emptied", ({ path }) => truncateSync(path, 0)],
  ["gone", ({ path }) => rmSync(path)],
  bytes("zeros at the end", (old, random) => Buffer.concat([old, Buffer.alloc(1 + random.integer(5000))])),
  bytes("a hole of zeros", (old, random) => old.fill(0, random.integer(Math.max(1, old.length)))),
  bytes("nothing but noise", (_, random) => Buffer.from(Array.from({ length: 2000 }, () => random.integer(256)))),
  bytes("a head of 2^63 bytes", (old) => Buffer.concat([Buffer.from([255, 255, 255, 255, 255, 255, 255, 127]), old.subarray(8)])),
  bytes("a head of 2^31 bytes", (old) => Buffer.concat([Buffer.from([255, 255, 255, 127, 0, 0, 0, 0]), old.subarray(8)])),
  bytes("other JSON", () => Buffer.from('{"__proto__":{"tasks":[]},"schemaVersion":2,"tasks":{"constructor":1}}')),
  bytes("deep JSON", () => Buffer.from(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)),
  ["that of another task", ({ path, random }) => copyFileSync(join(dirname(path), oneOf(random, files(path))), path)],
  [
    "a state of it half-way that is none",
    ({ path, random }) => {
      const state = path.replace(/\.safetensors$/, "-checkpoint.safetensors");
      writeFileSync(state, random.integer(2) === 0 ? readFileSync(path) : Buffer.alloc(500, random.integer(256)));
      rmSync(path);
    },
  ],
];

function files(path: string): readonly string[] {
  return readdirSync(dirname(path), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}
