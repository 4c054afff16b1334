import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { must } from "./command.ts";

/** One of its plugins asks for node-fetch by a tag, which not every registry carries. */
const VERDACCIO = { private: true, dependencies: { verdaccio: "6.10.4" }, overrides: { "node-fetch": "^2.7.0" } };
/** Seconds that its start may take. */
const PATIENCE = 120;

/**
 * A registry of this machine's own: our packages are published to it, all others come from the one that npm
 * uses.
 */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** Lets npm and pnpm use it in that folder. */
  use(folder: string): void;
}

export async function startRegistry(folder: string): Promise<Registry> {
  mkdirSync(folder);
  const uplink = (await must(["npm", "config", "get", "registry"], { cwd: folder })).trim();
  const port = await freePort();
  const config = {
    storage: join(folder, "storage"),
    uplinks: { upstream: { url: uplink, cache: true, maxage: "60m", timeout: "120s" } },
    packages: {
      "@disentangle/*": { access: "$all", publish: "$all" },
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "200mb",
    log: { type: "stdout", format: "pretty", level: "warn" },
  };
  const path = join(folder, "verdaccio.yaml");
  writeFileSync(path, JSON.stringify(config));
  writeFileSync(join(folder, "package.json"), JSON.stringify(VERDACCIO));
  await must(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"], { cwd: folder });
  const program = join(folder, "node_modules/verdaccio/bin/verdaccio");
  const server = spawn(process.execPath, [program, "--config", path, "--listen", `127.0.0.1:${port}`], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [server.stdout, server.stderr])
    stream.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const url = `http://127.0.0.1:${port}/`;
  const stop = (): void => void server.kill();
  for (let waited = 0; !(await answers(url)); waited++) {
    if (server.exitCode !== null || waited > PATIENCE) {
      stop();
      throw new Error(`The registry did not start:\n${said}`);
    }
    await sleep(1000);
  }
  return {
    url,
    use(where) {
      // A token must be there for npm to publish; whose it is does not matter.
      writeFileSync(join(where, ".npmrc"), `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\n`);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(stop()),
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(`${url}-/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
