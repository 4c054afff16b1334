import { createRequire, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { existsSync } from "node:fs";

const require = createRequire(import.meta.url);
const core = dirname(require.resolve("@tensorflow/tfjs-core/package.json"));
const cpu = dirname(require.resolve("@tensorflow/tfjs-backend-cpu/package.json"));
const requireOfCore = createRequire(join(core, "package.json"));

/** Prefix of the addresses of CommonJS packages, which are given an ES module of the same names. */
const COMMON = "common:";

/**
 * Lets Node load the tests that tfjs-core ships. They are ES modules meant for a bundler: without file
 * endings, with CommonJS packages imported by name, with `require` beside `import`. All of tfjs must come
 * from one copy of those files, the backends under test included, so its packages are led there too.
 */
export function hookModules(): void {
  // The tests replace some of these modules' functions, so they must get the very objects.
  Object.assign(globalThis, { require: requireFrom });
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "@tensorflow/tfjs" || specifier === "@tensorflow/tfjs-core") return found(join(core, "dist/index.js"));
      if (specifier.startsWith("@tensorflow/tfjs-core/dist/")) return found(join(core, "dist", specifier.split("/dist/")[1]!));
      if (specifier === "@tensorflow/tfjs-backend-cpu") return found(join(cpu, "dist/index.js"));
      const fromTfjs = context.parentURL?.includes("/@tensorflow/tfjs-") === true && context.conditions.includes("import");
      if (!fromTfjs || specifier.startsWith("node:")) return next(specifier, context);
      if (!specifier.startsWith(".")) return { url: COMMON + specifier, format: "module", shortCircuit: true };
      return found(fileURLToPath(new URL(specifier, context.parentURL)));
    },
    load(url, context, next) {
      if (url.startsWith(COMMON)) return { format: "module", source: shim(url.slice(COMMON.length)), shortCircuit: true };
      return next(url, context);
    },
  });
}

function found(path: string): { url: string; format: "module"; shortCircuit: true } {
  const file = [path, `${path}.js`, join(path, "index.js")].find((candidate) => candidate.endsWith(".js") && existsSync(candidate));
  if (file === undefined) throw new Error(`tfjs has no module ${path}.`);
  return { url: pathToFileURL(file).href, format: "module", shortCircuit: true };
}

/** An ES module that exports what a CommonJS package does. */
function shim(name: string): string {
  const names = Object.keys(requireFrom(name) as object).filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== "default");
  return `const all = require(${JSON.stringify(name)});\nexport default all;\nexport const { ${names.join(", ")} } = all;`;
}

/** Packages as tfjs-core sees them, but the jasmine it was tested with by the one installed here. */
function requireFrom(name: string): unknown {
  return name.startsWith("jasmine-core/") ? { core: () => (require("jasmine-core") as { jasmine: unknown }).jasmine } : requireOfCore(name);
}
