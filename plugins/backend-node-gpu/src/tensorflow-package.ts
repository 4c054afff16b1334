import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Fault, installCommand, packageManager, type PackageManager } from "@disentangle/core";
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
 * The commands that install a package with its native library. npm runs its install script; pnpm, with which
 * they were verified in version 12, leaves such scripts out unless told.
 */
export function mendPackage(name: string, add: boolean, manager: PackageManager = packageManager()): string {
  const commands =
    manager === "pnpm"
      ? [`pnpm approve-builds ${name}`, `pnpm rebuild ${name}`]
      : add
        ? [installCommand(`${name}@4.22.0`, manager)]
        : [`${manager} rebuild ${name}`];
  if (manager === "pnpm" && add)
    commands.unshift(`pnpm add -w ${name}@4.22.0   (outside a workspace without -w; it ends with an error that names ignored builds)`);
  return `Run\n${commands.map((command) => `  ${command}`).join("\n")}`;
}
