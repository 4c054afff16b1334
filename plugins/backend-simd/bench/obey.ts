import { reasonOf } from "@disentangle/core";
import { createInterface } from "node:readline";
import type { Answer, Greeting, Order } from "./messages.ts";

/** A work made ready: does it once. */
type Ready = () => void | Promise<void>;

/** Greets, then obeys orders from standard input until it ends. */
export async function obey(greeting: Greeting, prepare: (work: string) => Promise<Ready>): Promise<void> {
  const say = (line: Answer | Greeting): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  say(greeting);
  let ready: Ready = () => {};
  const timed = async (): Promise<number> => {
    const start = performance.now();
    await ready();
    return performance.now() - start;
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as Order;
    try {
      const milliseconds: number[] = [];
      if (order.order === "prepare") {
        ready = await prepare(order.work);
        milliseconds.push(await timed());
      } else {
        for (const until = performance.now() + order.warm; performance.now() < until;) await ready();
        for (let run = 0; run < order.runs; run++) milliseconds.push(await timed());
      }
      say({ milliseconds });
    } catch (error) {
      say({ error: reasonOf(error) });
    }
  }
}
