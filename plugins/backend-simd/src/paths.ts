import { Fault } from "@disentangle/core";

/** The files that the backend loads while it starts: kernels, one of four builds, and its worker. */
export type SimdFile = "relaxed-shared.wasm" | "relaxed-single.wasm" | "plain-shared.wasm" | "plain-single.wasm" | "worker.js";

let given: string | Readonly<Partial<Record<SimdFile, string | URL>>> = {};

/**
 * Says where the backend's files are served, for bundlers that do not follow `new URL(…, import.meta.url)`,
 * such as esbuild. Call it before `tf.setBackend("simd")`, as `setWasmPaths` of TensorFlow.js's own backend.
 *
 * @param paths the folder that has all files under their names (`"/simd/"`), or an address for each file that
 * is not where the package has it. Addresses are seen from the page; in Node they may be paths.
 */
export function setSimdPaths(paths: string | Readonly<Partial<Record<SimdFile, string | URL>>>): void {
  given = paths;
}

/** The address that was given for a file, if one was. */
export function pathOf(file: SimdFile): URL | undefined {
  const path = typeof given === "string" ? `${given.replace(/\/?$/, "/")}${file}` : given[file];
  if (path === undefined) return undefined;
  if (path instanceof URL) return path;
  try {
    return new URL(path, here());
  } catch (cause) {
    throw new Fault("bad-option", `setSimdPaths says that ${file} is at "${path}", which is no address.`, { value: path, cause });
  }
}

/** Where relative addresses begin: the page or the worker, in Node the working directory. */
function here(): string {
  if (typeof location !== "undefined") return location.href;
  return process.getBuiltinModule("node:url").pathToFileURL(`${process.cwd()}/`).href;
}
