import { Fault, reasonOf } from "@disentangle/core";
import { pathOf } from "./paths.ts";
import { isNode } from "./start-worker.ts";

/** Which build of the kernels: the instructions it uses, and whether its memory is shared. */
export interface Build {
  readonly name: "relaxed" | "plain";
  readonly shared: boolean;
}

// One function with one v128 (plain) and one with a relaxed multiply-add: what the engine must accept for
// each build.
const HEADER = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10];
const ZERO = [0xfd, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const PLAIN = new Uint8Array([...HEADER, 23, 1, 21, 0, ...ZERO, 26, 11]);
const RELAXED = new Uint8Array([...HEADER, 62, 1, 60, 0, ...ZERO, ...ZERO, ...ZERO, 0xfd, 0x85, 0x02, 26, 11]);

/**
 * The build this engine runs fastest. Throws a {@link Fault} `unavailable` where there is no WebAssembly
 * SIMD.
 */
export function bestBuild(): Build["name"] {
  if (typeof WebAssembly === "undefined" || !WebAssembly.validate(PLAIN)) {
    throw new Fault("unavailable", "This engine has no WebAssembly SIMD.", {
      mend: "Use Node 22 or a browser of 2023 or later, or another backend.",
    });
  }
  return WebAssembly.validate(RELAXED) ? "relaxed" : "plain";
}

/**
 * Reads and compiles a build.
 *
 * @throws Fault `unavailable` that names its address
 */
export async function compileBuild(build: Build): Promise<WebAssembly.Module> {
  const url = pathOf(`${build.name}-${build.shared ? "shared" : "single"}.wasm`) ?? addressOf(build);
  try {
    if (!isNode()) return await compileResponse(await fetch(url));
    const { readFile } = process.getBuiltinModule("node:fs/promises");
    return await WebAssembly.compile(await readFile(url));
  } catch (cause) {
    throw new Fault("unavailable", `The compiled kernels ${url.href} cannot be loaded: ${reasonOf(cause)}.`, {
      value: url.href,
      mend: isNode()
        ? "In a checkout, run `pnpm build:kernels`; in a bundle, say where the package's build/*.wasm are with setSimdPaths."
        : "Serve the package's build/*.wasm, and say where with setSimdPaths.",
      cause,
    });
  }
}

/** Compiles as it arrives, where the server says what it is. */
async function compileResponse(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw new Error(`the server answers ${response.status} ${response.statusText}`.trim());
  const type = response.headers.get("content-type") ?? "";
  return type.startsWith("application/wasm") ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** One literal address per build, since bundlers follow only those. */
function addressOf({ name, shared }: Build): URL {
  if (name === "relaxed") {
    return shared ? new URL("../build/relaxed-shared.wasm", import.meta.url) : new URL("../build/relaxed-single.wasm", import.meta.url);
  }
  return shared ? new URL("../build/plain-shared.wasm", import.meta.url) : new URL("../build/plain-single.wasm", import.meta.url);
}
