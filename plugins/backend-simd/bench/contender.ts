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
 * All who can run here: this backend with all threads and with one, the others, TensorFlow's native library
 * where it was built, and libraries of Python where there are any.
 */
export async function startContenders(threads: number): Promise<readonly Contender[]> {
  const node = (program: string, ...parameters: string[]): [string, ...string[]] => {
    const path = fileURLToPath(new URL(program, import.meta.url));
    return [process.execPath, "--conditions=@disentangle/source", "--no-warnings", path, ...parameters];
  };
  // Debian's own Python has Debian's packages, also where another one stands before it.
  const python = async (name: string): Promise<Contender | undefined> => {
    const program = fileURLToPath(new URL(`${name}_bench.py`, import.meta.url));
    return (await Contender.start(name, ["python3", program, many])) ?? Contender.start(name, ["/usr/bin/python3", program, many]);
  };
  const many = String(threads);
  const started = [
    await Contender.start("simd", node("tfjs-contender.ts", "simd", many)),
    ...(threads > 1 ? [await Contender.start("simd 1 thread", node("tfjs-contender.ts", "simd", "1"))] : []),
    await Contender.start("cpu", node("tfjs-contender.ts", "cpu")),
    await Contender.start("wasm", node("tfjs-contender.ts", "wasm")),
    await Contender.start("node-gpu", node("tfjs-contender.ts", "node-gpu", many)),
    await python("torch"),
    await python("jax"),
    await python("tensorflow"),
    await Contender.start("peak", node("peak-contender.ts", many)),
    ...(threads > 1 ? [await Contender.start("peak 1 thread", node("peak-contender.ts", "1"))] : []),
  ];
  return started.filter((contender) => contender !== undefined);
}
