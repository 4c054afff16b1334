// Compiles assembly/*.ts into build/: relaxed and plain SIMD, each for shared and for unshared memory. Does
// nothing when the sources are those of the last build.
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const root = join(import.meta.dirname, "..");
const source = join(root, "assembly");
const build = join(root, "build");
const stamp = join(build, "inputs.sha256");

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .toSorted();
const hash = createHash("sha256");
for (const name of [...files.map((file) => join(source, file)), import.meta.filename])
  hash.update(name.slice(root.length)).update(readFileSync(name));
hash.update(readFileSync(join(root, "node_modules/assemblyscript/package.json")));
const digest = hash.digest("hex");

let last = "";
try {
  last = readFileSync(stamp, "utf8");
} catch {
  // The first build.
}

if (last !== digest) {
  mkdirSync(build, { recursive: true });
  // Compiled aside and then renamed, so that a process starting now finds the old build or the new one, never
  // half of one.
  const aside = mkdtempSync(join(build, "new-"));
  try {
    // By address, since the compiler's own declarations reach into sources that do not compile under this
    // repository's options.
    const compiler = (await import(pathToFileURL(join(root, "node_modules/assemblyscript/dist/asc.js")).href)) as {
      main(argv: string[], options: object): Promise<{ error: Error | null; stderr: { toString(): string } }>;
    };
    const entries = files.filter((name) => !name.includes("/") && !name.includes("\\")).map((name) => join("assembly", name));
    for (const relaxed of [true, false]) {
      for (const shared of [true, false]) {
        const name = `${relaxed ? "relaxed" : "plain"}-${shared ? "shared" : "single"}.wasm`;
        const features = relaxed ? "simd,threads,relaxed-simd" : "simd,threads";
        const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", features, "--importMemory", "--noExportMemory"];
        const memory = ["--initialMemory", "1", "--maximumMemory", "65536", "--memoryBase", "4096", ...(shared ? ["--sharedMemory"] : [])];
        const output = ["--outFile", join("build", name), "--use", "abort="];
        const { error, stderr } = await compiler.main([...entries, "--baseDir", root, ...options, ...memory, ...output], {});
        if (error) throw new Error(`${name} does not build: ${error.message}\n${stderr.toString()}`);
      }
    }
    for (const name of readdirSync(aside)) renameSync(join(aside, name), join(build, name));
    writeFileSync(stamp, digest);
  } finally {
    rmSync(aside, { recursive: true });
  }
}
