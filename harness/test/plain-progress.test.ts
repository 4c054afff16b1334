import { Writable } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import { makeProgress } from "../src/run/progress.ts";

afterEach(() => vi.useRealTimers());

test("a log that nothing ends in for a minute says what is under way, once a minute", () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString());
      done();
    },
  }) as unknown as NodeJS.WriteStream;
  const progress = makeProgress(stream, { done: 1, total: 3, secondsLeft: () => 90 });
  progress.start("train a");
  progress.start("train b");
  for (let second = 1; second <= 150; second++) {
    vi.advanceTimersByTime(1000);
    progress.advance("train a", second / 200, "epoch");
  }
  expect(lines).toEqual([
    "[1/3] under way: train a 30 %; train b 0 %, about 1:30 left\n",
    "[1/3] under way: train a 60 %; train b 0 %, about 1:30 left\n",
  ]);
  progress.finish("train a", 150, false, "loss 0.1");
  vi.advanceTimersByTime(59_000);
  progress.advance("train b", 0.5, undefined);
  expect(lines.slice(2)).toEqual(["[1/3] train a: loss 0.1 (150.0 s, about 1:30 left)\n"]);
});
