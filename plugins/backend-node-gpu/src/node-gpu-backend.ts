import { execFile } from "node:child_process";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Fault, reasonOf, type Availability, type Backend, type BackendInfo } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { CUDA, explainLoad } from "./explain-load.ts";
import { supplyExplicitPadding } from "./explicit-padding.ts";
import { gpuFacts } from "./gpu-facts.ts";
import { BACKEND, inspectAddon, type AddonFacts } from "./inspect-addon.ts";
import type { NodeGpuOptions } from "./options.ts";
import { locatePackage, PACKAGES, type TensorflowPackage } from "./tensorflow-package.ts";
import { fillVectors } from "./whole-vectors.ts";

/** TensorFlow's native library, on CUDA or on the processor, as a part of a run. */
export class NodeGpuBackend implements Backend {
  readonly #device: NodeGpuOptions["device"];

  constructor({ device }: NodeGpuOptions) {
    this.#device = device;
  }

  /** Loads the library in a process of its own, so that no memory of a GPU stays taken. */
  async probe(): Promise<Availability> {
    try {
      const installed = locatePackage(PACKAGES[this.#device]);
      const { facts, missing } = await inspectElsewhere(installed);
      this.#demandDevice(installed, facts, missing);
      const { gpu } = this.#device === "gpu" ? await gpuFacts() : {};
      return {
        works: true,
        detail: `${gpu ?? "processor"}, TensorFlow ${facts.tensorflow}, through ${installed.name} ${installed.version}`,
      };
    } catch (error) {
      if (!Fault.is(error, "unavailable")) throw error;
      return { works: false, reason: error.problem, mend: error.mend ?? "" };
    }
  }

  async activate(): Promise<BackendInfo> {
    const installed = locatePackage(PACKAGES[this.#device]);
    const before = tf.getBackend();
    let facts: AddonFacts;
    try {
      facts = await inspectAddon(installed.url);
      this.#demandDevice(installed, facts, []);
    } catch (error) {
      // Importing the package has made it active.
      if (tf.getBackend() !== before) await tf.setBackend(before);
      throw Fault.is(error) ? error : explainLoad(installed, reasonOf(error));
    }
    supplyExplicitPadding();
    if (this.#device === "cpu") fillVectors();
    return {
      name: BACKEND,
      detail: {
        package: `${installed.name} ${installed.version}`,
        tensorflow: facts.tensorflow,
        device: this.#device,
        libraries: facts.libraries.join(", "),
        ...(this.#device === "gpu" ? await gpuFacts() : {}),
      },
    };
  }

  #demandDevice({ name }: TensorflowPackage, { usesGpu }: AddonFacts, missing: readonly string[]): void {
    if (this.#device === "cpu" || usesGpu) return;
    throw new Fault("unavailable", `${name} loads but finds no GPU${missing.length > 0 ? `; it misses ${missing.join(", ")}` : ""}.`, {
      mend: `Check that nvidia-smi lists a GPU, and install ${CUDA}; or compute on the processor with the option device=cpu.`,
    });
  }
}

/** What loading the package in another process shows, and the libraries of CUDA it looked for in vain. */
async function inspectElsewhere(
  installed: TensorflowPackage,
): Promise<{ readonly facts: AddonFacts; readonly missing: readonly string[] }> {
  const script = fileURLToPath(new URL(`inspect-process${extname(import.meta.url)}`, import.meta.url));
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, installed.url], { timeout: 120_000 });
    const missing = [...stderr.matchAll(/Could not load dynamic library '([^']+)'/g)].map(([, library]) => library as string);
    return { facts: JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as AddonFacts, missing: [...new Set(missing)] };
  } catch (error) {
    const { stderr = "", signal } = error as { readonly stderr?: string; readonly signal?: string };
    throw explainLoad(installed, signal ? `its process ended by ${signal}\n${stderr}` : stderr || String(error));
  }
}
