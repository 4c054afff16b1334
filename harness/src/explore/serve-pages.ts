import { createServer, type Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { Fault, reasonOf } from "@disentangle/core";
import sirv from "sirv";
import { ISOLATION } from "./headers.ts";

/** Where pages are served. */
export interface Serving {
  /** This machine alone by default. */
  readonly host?: string;
  /** A free one by default, 5173 if that is. */
  readonly port?: number;
}

/** Pages that are being served. */
export interface Served extends AsyncDisposable {
  /** Their address. */
  readonly url: string;
}

const PREFERRED = 5173;

/**
 * Serves the files that are in a folder now, and nothing else: names are looked up in a list, so no request
 * leads out of it, and nothing is run.
 *
 * @throws Fault `unavailable` where the address cannot be had
 */
export async function servePages(folder: string, { host = "127.0.0.1", port }: Serving = {}): Promise<Served> {
  const files = sirv(folder, {
    etag: true,
    setHeaders(response) {
      for (const [name, value] of Object.entries({ ...ISOLATION, "X-Content-Type-Options": "nosniff" })) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { Allow: "GET, HEAD" }).end();
      return;
    }
    files(request, response, () => void response.writeHead(404, { "Content-Type": "text/plain" }).end("There is no such page.\n"));
  });
  await listen(server, host, port);
  const { address, port: at } = server.address() as AddressInfo;
  return {
    url: `http://${isIPv6(address) ? `[${address}]` : address}:${at}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Listens at that port; where none was asked for, at the preferred one or any that is free. */
async function listen(server: Server, host: string, port: number | undefined): Promise<void> {
  try {
    await attempt(server, host, port ?? PREFERRED);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (port === undefined && code === "EADDRINUSE") return attempt(server, host, 0);
    throw new Fault("unavailable", `The explorer cannot be served at ${host}, port ${port ?? PREFERRED}: ${reasonOf(cause)}.`, {
      value: { host, port },
      cause,
      mend: "Choose another --port, from 1024 to 65535, and a --host of this machine.",
    });
  }
}

function attempt(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
