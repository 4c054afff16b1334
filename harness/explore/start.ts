// `pnpm explore`: serves the page, or with --build writes it as files for any server.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
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
  const port = values.port === undefined ? {} : { port: Number(values.port), strictPort: true };
  const server = await createServer({ root, server: { ...port, host: values.host } });
  await server.listen();
  server.printUrls();
  server.bindCLIShortcuts({ print: true });
}

main().catch((error: unknown) => {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
});
