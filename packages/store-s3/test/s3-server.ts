import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** The gateway to a folder that speaks S3: `go install github.com/versity/versitygw/cmd/versitygw@latest`. */
const PROGRAM = [process.env["VERSITYGW"], "versitygw", join(process.env["GOBIN"] ?? join(homedir(), "go", "bin"), "versitygw")].find(
  (name) => name !== undefined && spawnSync(name, ["--version"]).status === 0,
);

/** Whether this machine has an S3-compatible server to test with. */
export const HAS_S3: boolean = PROGRAM !== undefined;
if (!HAS_S3) process.stderr.write("skipped: versitygw is not installed (go install), so no store on S3 is tested\n");

const CREDENTIALS = { AWS_ACCESS_KEY_ID: "tester", AWS_SECRET_ACCESS_KEY: "secret-of-tester", AWS_REGION: "us-east-1" };

/** A server of one's own on a free port, with one bucket, which is a folder. */
export class TestS3 implements AsyncDisposable {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "disentangle-s3-"));
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<TestS3> {
    const server = new TestS3(await freePort());
    for (const path of ["meta", "data/work"]) mkdirSync(join(server.#folder, path), { recursive: true });
    await server.start();
    return server;
  }

  /** What the environment of whoever uses it must hold. */
  get environment(): Readonly<Record<string, string>> {
    return { ...CREDENTIALS, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${this.port}` };
  }

  /** The address of a store in its bucket. */
  get address(): string {
    return "s3://work/artifacts";
  }

  /** The file behind an object. */
  file(key: string): string {
    return join(this.#folder, "data", "work", "artifacts", `${key}.safetensors`);
  }

  async start(): Promise<void> {
    const args = [
      "--port",
      `127.0.0.1:${this.port}`,
      "--access",
      CREDENTIALS.AWS_ACCESS_KEY_ID,
      "--secret",
      CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    ];
    const [meta, data] = [join(this.#folder, "meta"), join(this.#folder, "data")];
    this.#process = spawn(PROGRAM as string, [...args, "--quiet", "posix", "--sidecar", meta, data], { stdio: "ignore" });
    while (!(await answers(this.port))) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#process ?? {};
    if (exitCode === null && signalCode === null) {
      const gone = new Promise((resolve) => this.#process?.once("exit", resolve));
      this.#process?.kill("SIGKILL");
      await gone;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
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
