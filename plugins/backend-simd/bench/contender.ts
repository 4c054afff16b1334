import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Answer, Greeting, Order } from "./messages.ts";

/** A program that does the works in a process of its own, since tfjs has one engine per process. */
export class Contender {
  readonly name: string;
  /** What it says it is. */
  readonly about: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(name: string, about: string, child: ChildProcess, lines: AsyncIterator<string>) {
    this.name = name;
    this.about = about;
    this.#process = child;
    this.#lines = lines;
  }

  /** Starts it; undefined where it cannot run here. */
  static async start(name: string, command: readonly [string, ...string[]]): Promise<Contender | undefined> {
    const [file, ...parameters] = command;
    const child = spawn(file, parameters, { stdio: ["pipe", "pipe", "ignore"] });
    const missing = new Promise<undefined>((resolve) => child.once("error", () => resolve(undefined)));
    const input: Interface = createInterface({ input: child.stdout });
    const lines = input[Symbol.asyncIterator]();
    const first = await Promise.race([missing, lines.next()]);
    if (first === undefined || first.done === true) return undefined;
    return new Contender(name, (JSON.parse(first.value) as Greeting).about, child, lines);
  }

  /** Gives an order and waits until it is done. */
  async ask(order: Order): Promise<Answer> {
    this.#process.stdin?.write(`${JSON.stringify(order)}\n`);
    const line = await this.#lines.next();
    return line.done === true ? { error: "ended" } : (JSON.parse(line.value) as Answer);
  }

  /** Ends it. */
  end(): void {
    this.#process.stdin?.end();
  }
}

/**
 * All who can run here: this backend with all threads and with one, the others, and PyTorch where there is
 * one.
 */
export async function startContenders(threads: number): Promise<readonly Contender[]> {
  const node = (program: string, ...parameters: string[]): [string, ...string[]] => {
    const path = fileURLToPath(new URL(program, import.meta.url));
    return [process.execPath, "--conditions=@disentangle/source", "--no-warnings", path, ...parameters];
  };
  const torch = fileURLToPath(new URL("torch_bench.py", import.meta.url));
  const many = String(threads);
  const started = [
    await Contender.start("simd", node("tfjs-contender.ts", "simd", many)),
    ...(threads > 1 ? [await Contender.start("simd 1 thread", node("tfjs-contender.ts", "simd", "1"))] : []),
    await Contender.start("cpu", node("tfjs-contender.ts", "cpu")),
    await Contender.start("wasm", node("tfjs-contender.ts", "wasm")),
    // Debian's own Python has Debian's PyTorch, also where another one stands before it.
    (await Contender.start("torch", ["python3", torch, many])) ?? (await Contender.start("torch", ["/usr/bin/python3", torch, many])),
    await Contender.start("peak", node("peak-contender.ts", many)),
    ...(threads > 1 ? [await Contender.start("peak 1 thread", node("peak-contender.ts", "1"))] : []),
  ];
  return started.filter((contender) => contender !== undefined);
}
