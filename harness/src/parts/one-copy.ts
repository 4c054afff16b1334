import { readFileSync } from "node:fs";
import { findPackageJSON, registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * What a process must have once: TensorFlow.js keeps its kernels in one place for all copies, and faults and
 * tokens go by identity.
 */
const ALWAYS = /^@(tensorflow\/tfjs(-(core|layers|converter|data|backend-cpu))?|disentangle\/core)(?=\/|$)/;
/** What need not be there twice, but may be where a plugin was written for another version. */
const SAME_VERSION = /^@disentangle\/(ops|training|evaluation|files|images)(?=\/|$)/;
const TFJS = "@tensorflow/tfjs";

let registered = false;

/**
 * Lets plugins have TensorFlow.js and core from the harness, wherever they lie and whatever is installed
 * beside them: a plugin in a folder of its own brings its own copies, by which its tests run alone. Which
 * versions of core go together is decided by the contract, which every plugin states. Other packages of ours
 * come from the harness where the plugin's own copy has the same version.
 *
 * Also lets a file with `import` or `export` be a module whatever the `type` of its project, which for
 * `npm init` is `commonjs`.
 */
export function shareLibraries(): void {
  if (registered) return;
  registered = true;
  const tfjs = import.meta.resolve(TFJS);
  // Internals of TensorFlow.js are no dependencies of ours, so they are sought from where it lies.
  const home = (specifier: string): string => (specifier.startsWith(`${TFJS}-`) ? tfjs : import.meta.url);
  registerHooks({
    resolve(specifier, context, next) {
      // Node keeps what one call is given for the next.
      const from = (parentURL: string | undefined): ReturnType<typeof next> => next(specifier, { ...context, parentURL });
      const plugin = context.parentURL;
      if (ALWAYS.test(specifier)) return from(home(specifier));
      if (!SAME_VERSION.test(specifier)) return from(plugin);
      const host = attempt(() => from(import.meta.url));
      const own = attempt(() => from(plugin));
      if (host !== undefined && (own === undefined || versionAt(own.url) === versionAt(host.url))) return host;
      return own ?? from(plugin);
    },
    load(url, context, next) {
      return next(url, isModuleInDisguise(url, context.format) ? { ...context, format: moduleFormat(url) } : context);
    },
  });
}

function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function versionAt(url: string): unknown {
  const path = findPackageJSON(url);
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, "utf8")) as { readonly version?: unknown }).version;
}

/** Whether a file of a project is written as a module while its `package.json` says nothing, or CommonJS. */
function isModuleInDisguise(url: string, format: string | null | undefined): boolean {
  if (!url.startsWith("file:") || !/\.(js|ts)$/.test(url) || url.includes("/node_modules/")) return false;
  if (format?.startsWith("module")) return false;
  return /^\s*(import\s*["'{*\w]|export\s+(default|const|function|class|async|type|interface|\{|\*))/m.test(
    readFileSync(fileURLToPath(url), "utf8"),
  );
}

const moduleFormat = (url: string): string => (url.endsWith(".ts") ? "module-typescript" : "module");
