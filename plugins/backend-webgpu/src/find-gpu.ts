import { Fault, reasonOf, installCommand } from "@disentangle/core";

/** The WebGPU of this process: the browser's own, or Dawn's. */
export interface Gpu {
  readonly gpu: GPU;
  /** Where it comes from, such as `browser` or `Dawn (webgpu 0.6.2)`. */
  readonly through: string;
}

/**
 * The WebGPU there is: `navigator.gpu` where the engine brings one, else that of the optional package
 * `webgpu`.
 *
 * @param adapter in Node, part of the name of the adapter to take
 * @throws Fault `unavailable` where there is neither
 */
export async function findGpu(adapter: string): Promise<Gpu> {
  const own = (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
  if (own !== undefined) return { gpu: own, through: "browser" };
  if (!isNode()) {
    throw new Fault("unavailable", "This browser has no WebGPU here.", {
      mend: "Use a browser with WebGPU (Chrome or Edge 113, Safari 26, Firefox 141 or later), in a page served over https or from localhost.",
    });
  }
  const { create, globals } = await loadDawn();
  // The constants WebGPU programs are written with, GPUBufferUsage and the like; a page has them from the
  // browser.
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const gpu = instances.get(adapter) ?? create(adapter === "" ? [] : [`adapter=${adapter}`]);
  instances.set(adapter, gpu);
  return { gpu, through: `Dawn (webgpu ${await dawnVersion()})` };
}

/**
 * Dawn by name of adapter, kept for good: it crashes where it is collected while something of it is still
 * under way.
 */
const instances = new Map<string, GPU>();

function isNode(): boolean {
  return typeof process !== "undefined" && process.versions?.node !== undefined;
}

interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
  readonly globals: object;
}

// Named in a variable, so that bundlers for pages leave it alone and types do not need it installed.
const DAWN: string = "webgpu";

async function loadDawn(): Promise<Dawn> {
  try {
    return (await import(/* @vite-ignore */ DAWN)) as Dawn;
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    const reason = reasonOf(cause);
    throw new Fault(
      "unavailable",
      missing ? "The package webgpu, which brings WebGPU to Node, is not installed." : `Dawn cannot be loaded: ${reason}.`,
      {
        cause,
        mend: `Install it beside this package: \`${installCommand("webgpu")}\` (132 MB, no install script needed on Linux and Windows).`,
      },
    );
  }
}

async function dawnVersion(): Promise<string> {
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  const manifest = await readFile(new URL("package.json", import.meta.resolve(DAWN)), "utf8");
  return (JSON.parse(manifest) as { readonly version: string }).version;
}
