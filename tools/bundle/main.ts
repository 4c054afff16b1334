// Packs one compressed folder with Node, code, data, kernels and Dawn's library, for machines without a
// registry.
//
//   pnpm bundle [folder]     where it goes (default: build); needs tar and xz
//   --check                  unpacks it elsewhere and runs it there with an empty environment
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { filesOf } from "./files.ts";

/** Bytes that a bundle must stay below. */
const LIMIT = 64 * 1024 * 1024;
/** Its start: the Node that comes with it, wherever it was unpacked. */
const LAUNCHER = `#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
exec "$here/node" "$here/harness/dist/main.js" "$@"
`;

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { values, positionals } = parseArgs({ options: { check: { type: "boolean", default: false } }, allowPositionals: true });
const home = mkdtempSync(join(tmpdir(), "disentangle-bundle-"));
try {
  const folder = join(home, "disentangle");
  for (const file of await filesOf(ROOT)) copy(file, folder);
  cpSync(process.execPath, join(folder, "node"));
  writeFileSync(join(folder, "disentangle"), LAUNCHER);
  chmodSync(join(folder, "disentangle"), 0o755);
  const archive = join(resolve(positionals[0] ?? "build"), `disentangle-${process.platform}-${process.arch}.tar.xz`);
  mkdirSync(dirname(archive), { recursive: true });
  run("tar", ["--create", "--file", archive, "--directory", home, "--use-compress-program", "xz -6 --threads=1", "disentangle"]);
  const { size } = statSync(archive);
  process.stdout.write(`${archive}: ${(size / 2 ** 20).toFixed(1)} MiB\n`);
  if (size > LIMIT) throw new Error(`The bundle is larger than ${LIMIT / 2 ** 20} MiB.`);
  if (values.check) check(archive);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** Unpacks the bundle and asks it for what a stranger would: help, what works here, and a short run. */
function check(archive: string): void {
  const elsewhere = join(home, "elsewhere");
  mkdirSync(elsewhere);
  run("tar", ["--extract", "--file", archive, "--directory", elsewhere]);
  const program = join(elsewhere, "disentangle", "disentangle");
  const environment = { PATH: "/usr/bin:/bin", HOME: elsewhere };
  for (const args of [["--version"], ["doctor"], ["--profile", "smoke", "--out", "run", "--allow", "inconclusive"]]) {
    run(program, args, { cwd: elsewhere, env: environment });
  }
}

function run(program: string, args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): void {
  execFileSync(program, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
}

/** Copies a file, or a link as a link: packages find one another by links. */
function copy(file: string, folder: string): void {
  const [from, to] = [join(ROOT, file), join(folder, file)];
  if (!existsSync(from) || existsSync(to)) return;
  mkdirSync(dirname(to), { recursive: true });
  if (lstatSync(from).isSymbolicLink()) symlinkSync(readlinkSync(from), to);
  else if (lstatSync(from).isFile()) cpSync(from, to);
}
