import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this machine has a Redis to test with; on Debian `apt-get install redis-server`. */
export const HAS_REDIS: boolean = spawnSync("redis-server", ["--version"]).status === 0;
if (!HAS_REDIS) process.stderr.write("skipped: redis-server is not installed, so no queue is tested\n");

/** A port of this machine that nobody uses. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A Redis of one's own, on a free port, its data in a folder of its own. */
export class TestRedis implements AsyncDisposable {
  readonly port: number;
  readonly #password: string | undefined;
  readonly #folder = mkdtempSync(join(tmpdir(), "disentangle-redis-"));
  #process: ChildProcess | undefined;

  private constructor(port: number, password: string | undefined) {
    this.port = port;
    this.#password = password;
  }

  static async start(password?: string, port?: number): Promise<TestRedis> {
    const redis = new TestRedis(port ?? (await freePort()), password);
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://${this.#password === undefined ? "" : `:${this.#password}@`}127.0.0.1:${this.port}`;
  }

  /** Starts it, with the data that it had. */
  async start(): Promise<void> {
    const args = [
      "--port",
      String(this.port),
      "--bind",
      "127.0.0.1",
      "--dir",
      this.#folder,
      "--appendonly",
      "yes",
      "--appendfsync",
      "always",
    ];
    const secret = this.#password === undefined ? [] : ["--requirepass", this.#password];
    this.#process = spawn("redis-server", [...args, "--save", "", ...secret], { stdio: "ignore" });
    while (!(await answers(this.port))) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Ends it at once. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process ?? {};
    if (exitCode === null && signalCode === null) {
      const gone = new Promise((resolve) => this.#process?.once("exit", resolve));
      this.#process?.kill("SIGKILL");
      await gone;
    }
  }

  /** Stops it from answering, while its connections stay. */
  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  /** Forgets all that it had. */
  forget(): void {
    rmSync(join(this.#folder, "appendonlydir"), { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
