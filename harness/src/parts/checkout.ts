import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of this package. */
export const HARNESS: string = fileURLToPath(new URL("../..", import.meta.url));

/** The repository around this package; undefined where it is installed as a dependency. */
export const CHECKOUT: string | undefined = existsSync(join(HARNESS, "..", "pnpm-workspace.yaml")) ? resolve(HARNESS, "..") : undefined;

/** How the command line is called here. */
export const COMMAND: string = CHECKOUT === undefined ? "npx disentangle" : "pnpm harness";
