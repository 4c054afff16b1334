import { realpathSync } from "node:fs";
import { basename } from "node:path";
import { supplyUtil } from "./supply-util.ts";

/** What the native library says of itself once loaded. */
export interface AddonFacts {
  /** Version of the TensorFlow library. */
  readonly tensorflow: string;
  /** Whether it found a GPU. */
  readonly usesGpu: boolean;
  /** Files of the libraries of TensorFlow and CUDA that are loaded, such as `libcudart.so.11.2.152`. */
  readonly libraries: readonly string[];
}

/** Name under which both packages register themselves with TensorFlow.js. */
export const BACKEND = "tensorflow";

interface TensorflowModule {
  setBackend(name: string): Promise<boolean>;
  backend(): unknown;
}

interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/**
 * Loads a package into this process and describes what it brought. Loading registers its backend as
 * `tensorflow`, makes that active, and takes the GPU's memory.
 *
 * @param url module of the package
 */
export async function inspectAddon(url: string): Promise<AddonFacts> {
  supplyUtil();
  const { default: tf } = (await import(url)) as { readonly default: TensorflowModule };
  // The first import makes it active, a later one does not.
  await tf.setBackend(BACKEND);
  const backend = tf.backend() as NodeBackend;
  const { sharedObjects } = process.report.getReport() as unknown as { readonly sharedObjects: readonly string[] };
  const libraries = sharedObjects.filter((file) => /\/(libcu|libtensorflow|libnv|_pywrap_tensorflow)[^/]*$/.test(file));
  return {
    tensorflow: backend.binding.TF_Version,
    usesGpu: backend.isUsingGpuDevice,
    libraries: [...new Set(libraries.map(fileName))].toSorted(),
  };
}

/** A library is opened by a short name; the file it stands for carries the whole version. */
function fileName(file: string): string {
  try {
    return basename(realpathSync(file));
  } catch {
    return basename(file);
  }
}
