// Builds the pages that the command `explore` of the published package serves.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
await build({ root, logLevel: "warn", build: { outDir: "../dist/explorer", emptyOutDir: true } });
