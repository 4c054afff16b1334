import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { servePages } from "../explore/serve-pages.ts";
import { CHECKOUT, HARNESS } from "../parts/checkout.ts";
import { EXIT } from "../process/exit.ts";
import { printable } from "../process/printable.ts";

/** Options of the command `explore`. */
export interface ExploreOptions {
  readonly host?: string;
  readonly port?: number;
}

/**
 * Serves the explorer's pages until it is asked to stop.
 *
 * @throws Fault `bad-option` for what is no port, `unavailable` where the pages were not built or the address
 * cannot be had
 */
export async function explore({ host, port }: ExploreOptions, signal: AbortSignal): Promise<number> {
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new Fault("bad-option", `--port must be a whole number from 0 to 65535 (got ${port}).`, {
      value: port,
      mend: "0 is any that is free.",
    });
  }
  const pages = join(HARNESS, "dist", "explorer");
  if (!existsSync(join(pages, "index.html"))) {
    throw new Fault("unavailable", "The pages of the explorer are not built here.", {
      value: pages,
      mend:
        CHECKOUT === undefined
          ? "Install the package anew."
          : "Run pnpm explore, which needs no build; or build them: pnpm --filter @disentangle/harness build:explore.",
    });
  }
  await using served = await servePages(pages, { ...(host !== undefined && { host }), ...(port !== undefined && { port }) });
  process.stdout.write(`The explorer is at ${printable(served.url)} (Ctrl-C ends it).\n`);
  if (!signal.aborted) await once(signal, "abort");
  return EXIT.supported;
}
