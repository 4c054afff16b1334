// `pnpm explore`: serves the page, or with --build writes it as files for any server.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { reasonOf } from "@disentangle/core";
import { build, createServer } from "vite";

const root = fileURLToPath(new URL(".", import.meta.url));
const usage = `pnpm explore [--port <number>] [--host]   serve the page here
pnpm explore --build <folder>              write it as static files`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      host: { type: "boolean", default: false },
      build: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  if (values.build !== undefined) {
    await build({ root, build: { outDir: values.build, emptyOutDir: false } });
    return;
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Error(`The port ${values.port} is no whole number from 1 to 65535.`);
  }
  const server = await createServer({ root, server: { ...(port !== undefined && { port, strictPort: true }), host: values.host } });
  try {
    await server.listen();
  } catch (error) {
    // Else what watches the files keeps the process alive.
    await server.close();
    throw error;
  }
  server.printUrls();
  server.bindCLIShortcuts({ print: true });
}

main().catch((error: unknown) => {
  console.error(`${reasonOf(error)}\n\n${usage}`);
  process.exitCode = 2;
});
