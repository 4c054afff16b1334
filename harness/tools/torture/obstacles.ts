import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { NamedDeed } from "./damages.ts";
import { makeNode } from "./make-node.ts";

/** Something of that name that is no file of ours. */
function instead(name: string, make: (path: string, outside: string, root: string) => void): NamedDeed {
  return [
    name,
    ({ path, place }) => {
      rmSync(path);
      make(path, place.outside, place.root);
    },
  ];
}

/** What stands in place of a file. */
export const OBSTACLES: readonly NamedDeed[] = [
  instead("an empty folder in its place", (path) => mkdirSync(path)),
  instead("a full folder in its place", (path) => {
    mkdirSync(path);
    writeFileSync(join(path, "letter.txt"), "Dear reader,");
  }),
  instead("a pipe in its place", (path) => makeNode(path, "p")),
  instead("a device in its place", (path) => makeNode(path, "c", "1", "3")),
  instead("a socket in its place", (path, _, root) => {
    // Its name may have no more than a hundred letters, so it is made elsewhere.
    const short = join(root, "socket");
    rmSync(short, { force: true });
    const server = createServer();
    server.listen(short);
    renameSync(short, path);
    server.close();
  }),
  instead("a link to a letter in its place", (path, outside) => symlinkSync(join(outside, "letter.txt"), path)),
  instead("a link to a folder in its place", (path, outside) => symlinkSync(outside, path)),
  instead("a link that leads nowhere in its place", (path, outside) => symlinkSync(join(outside, "missing"), path)),
  instead("a link to itself in its place", (path) => symlinkSync(path, path)),
  [
    "the file elsewhere, and a link to it",
    ({ path, place }) => {
      const moved = join(place.root, "moved");
      rmSync(moved, { recursive: true, force: true });
      renameSync(path, moved);
      symlinkSync(moved, path);
    },
  ],
  ["closed to all", ({ path }) => chmodSync(path, 0)],
];
