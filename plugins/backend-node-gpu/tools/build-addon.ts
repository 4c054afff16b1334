/**
 * Builds the native library of `@tensorflow/tfjs-node` (or `-gpu`) where its install script cannot fetch one:
 * the addon is compiled from the sources the package ships, against the C API of TensorFlow that the wheel of
 * the same version on PyPI carries inside its Python module.
 *
 *     node tools/build-addon.ts [cpu|gpu] [folder for downloads]
 *
 * Linux on x64 only; needs python3 with pip, g++ and binutils, 1 GB of disk (cpu; 2.5 GB for gpu), and PyPI.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The release that tfjs-node 4.22 binds, and the newest Python its wheels were made for; the machine's own
 * Python may be any.
 */
const TENSORFLOW = "2.9.1";
const PYTHON = "3.10";
/** The part of the wheel that holds the C API, and the name under which it is linked. */
const MODULE = "_pywrap_tensorflow_internal.so";
const FRAMEWORK = "libtensorflow_framework.so.2";

const [device = "cpu", downloads = mkdtempSync(join(tmpdir(), "tensorflow-wheel-"))] = process.argv.slice(2);
if (!["cpu", "gpu"].includes(device)) fail(`There is no device "${device}".`, "Say cpu or gpu.");
if (process.platform !== "linux" || process.arch !== "x64")
  fail("This works on Linux x64 only.", "Let the package's own install script run.");
for (const tool of ["python3", "g++", "gcc", "nm"]) {
  if (!succeeds("which", [tool])) fail(`${tool} is missing.`, "Debian: apt-get install python3-pip g++ binutils.");
}

const require = createRequire(import.meta.url);
const target = dirname(find(`@tensorflow/tfjs-node${device === "gpu" ? "-gpu" : ""}/package.json`));
const headers = join(dirname(find("node-api-headers/package.json")), "include");
const libraries = join(target, "deps/lib");
const addon = join(target, "lib/napi-v8/tfjs_binding.node");

say(`downloading TensorFlow ${TENSORFLOW} (${device}) into ${downloads}`);
const project = device === "gpu" ? "tensorflow" : "tensorflow-cpu";
const pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--python-version", PYTHON];
const platforms = ["manylinux_2_17_x86_64", "manylinux2014_x86_64"].flatMap((platform) => ["--platform", platform]);
run("python3", [...pip, ...platforms, "-d", downloads, `${project}==${TENSORFLOW}`], "Check that PyPI can be reached.");
const wheel = readdirSync(downloads).find((file) => file.startsWith(`${project.replace("-", "_")}-${TENSORFLOW}-`));
if (wheel === undefined) fail(`pip left no wheel of ${project} in ${downloads}.`, "Look there.");

say("unpacking its library and headers");
const unpack = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wanted = ("tensorflow/python/${MODULE}", "tensorflow/${FRAMEWORK}", "tensorflow/include/tensorflow/c/", "tensorflow/include/tensorflow/core/platform/")
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])
`;
const unpacked = mkdtempSync(join(downloads, "unpacked-"));
run("python3", ["-c", unpack, join(downloads, wheel), unpacked], "Delete the wheel and try again.");
mkdirSync(libraries, { recursive: true });
mkdirSync(dirname(addon), { recursive: true });
move(join(unpacked, "tensorflow/python", MODULE), join(libraries, MODULE));
move(join(unpacked, "tensorflow", FRAMEWORK), join(libraries, FRAMEWORK));

say("compiling the addon");
const absent = join(libraries, "libpython_absent.so");
writeFileSync(
  join(unpacked, "python-absent.c"),
  pythonAbsent(execFileSync("nm", ["-D", "--undefined-only", join(libraries, MODULE)], { encoding: "utf8", maxBuffer: 2 ** 28 })),
);
run("gcc", ["-shared", "-fPIC", "-o", absent, join(unpacked, "python-absent.c")], "See the compiler's message.");
const include = [headers, dirname(target), join(unpacked, "tensorflow/include")].flatMap((folder) => ["-I", folder]);
const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(target, "binding", file));
const link = [
  "-L",
  libraries,
  "-Wl,--no-as-needed",
  "-lpython_absent",
  `-l:${MODULE}`,
  `-l:${FRAMEWORK}`,
  "-Wl,-rpath,$ORIGIN/../../deps/lib",
];
// The wheel was built with the older of g++'s two string layouts.
const flags = ["-O2", "-std=c++17", "-shared", "-fPIC", "-DNAPI_VERSION=8", "-D_GLIBCXX_USE_CXX11_ABI=0"];
run("g++", [...flags, ...include, ...sources, "-o", addon, ...link], "See the compiler's message.");
rmSync(unpacked, { recursive: true });
rmSync(join(downloads, wheel));

say("loading it");
const inspect = fileURLToPath(new URL("../src/inspect-process.ts", import.meta.url));
run(process.execPath, [inspect, require.resolve(target)], "The addon was built but does not load; see its message.");
say(`done: ${addon}`);

/**
 * The Python module calls into an interpreter that is not there. Nothing of the C API does, but the loader
 * wants every name: functions that end the process if called after all, and room for the objects.
 */
function pythonAbsent(undefinedSymbols: string): string {
  const names = [...undefinedSymbols.matchAll(/\s(_?Py\w+)/g)].map(([, name]) => name as string);
  const lines = names.map((name) => (/^PyExc_|_Type$|Struct$/.test(name) ? `char ${name}[1024];` : `void ${name}(void) { abort(); }`));
  return ["#include <stdlib.h>", ...lines, ""].join("\n");
}

function find(manifest: string): string {
  for (const from of [require, createRequire(join(process.cwd(), "anchor.js"))]) {
    try {
      return from.resolve(manifest);
    } catch {
      // Not seen from there.
    }
  }
  return fail(`${dirname(manifest)} is not installed.`, `Run pnpm add ${dirname(manifest)}.`);
}

/** Over file systems too, where a rename is refused. */
function move(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    renameSync(from, to);
  } catch {
    run("mv", [from, to], "Make room on the disk.");
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function run(command: string, args: readonly string[], mend: string): void {
  try {
    execFileSync(command, args, { stdio: "inherit" });
  } catch (cause) {
    fail(`${command} failed: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}`, mend);
  }
}

function say(text: string): void {
  process.stderr.write(`build-addon: ${text}\n`);
}

function fail(what: string, mend: string): never {
  process.stderr.write(`build-addon: ${what} ${mend}\n`);
  process.exit(1);
}
