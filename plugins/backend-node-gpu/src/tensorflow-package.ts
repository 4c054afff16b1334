import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Fault } from "@disentangle/core";
import type { NodeGpuOptions } from "./options.ts";

/** An installed package that binds TensorFlow's native library. */
export interface TensorflowPackage {
  readonly name: string;
  readonly version: string;
  /** URL of the module to import. */
  readonly url: string;
}

/** The package for a device. */
export const PACKAGES: Readonly<Record<NodeGpuOptions["device"], string>> = {
  gpu: "@tensorflow/tfjs-node-gpu",
  cpu: "@tensorflow/tfjs-node",
};

/**
 * Where a package is installed, seen from here or else from the working directory.
 *
 * @throws Fault `unavailable`, with the commands that install it
 */
export function locatePackage(name: string): TensorflowPackage {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), "anchor.js"))]) {
    const require = createRequire(from);
    try {
      const manifest = require.resolve(`${name}/package.json`);
      const { version, main } = require(manifest) as { readonly version: string; readonly main: string };
      return { name, version, url: pathToFileURL(join(dirname(manifest), main)).href };
    } catch {
      // Not seen from there.
    }
  }
  throw new Fault("unavailable", `The package ${name} is not installed.`, { value: name, mend: mendPackage(name, true) });
}

/**
 * The commands, verified with pnpm 12, that install a package with its native library: pnpm leaves install
 * scripts out unless told.
 */
export function mendPackage(name: string, add: boolean): string {
  const commands = [`pnpm approve-builds ${name}`, `pnpm rebuild ${name}`];
  if (add)
    commands.unshift(`pnpm add -w ${name}@4.22.0   (outside a workspace without -w; it ends with an error that names ignored builds)`);
  return `Run\n${commands.map((command) => `  ${command}`).join("\n")}`;
}
