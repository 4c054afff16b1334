import { Fault, token, type Token } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { RunScope } from "../src/parts/run-scope.ts";

const open = (seed = 1): RunScope => new RunScope({ seed, protocol: "paper", signal: new AbortController().signal });
const codeOf = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return Fault.is(error) ? error.code : String(error);
  }
};

describe("RunScope", () => {
  test("makes a part once, and again in another run", () => {
    const PART: Token<{ seed: number }> = token("test:part");
    const parts = [1, 2].map((seed) => open(seed).bind(PART, (scope) => ({ seed: scope.seed })));
    expect(parts[0]?.get(PART)).toBe(parts[0]?.get(PART));
    expect(parts.map((run) => run.get(PART).seed)).toEqual([1, 2]);
  });

  test("names what is missing, with the path that led there", () => {
    const [OUTER, INNER]: Token<number>[] = [token("test:outer"), token("test:inner")];
    const run = open().bind(OUTER as Token<number>, (scope) => scope.get(INNER as Token<number>));
    expect(codeOf(() => run.get(OUTER as Token<number>))).toBe("unbound");
    expect(() => run.get(OUTER as Token<number>)).toThrow("test:outer > disentangle:test:inner");
  });

  test("names a circle instead of overflowing the stack", () => {
    const [A, B]: Token<number>[] = [token("test:a"), token("test:b")];
    const run = open()
      .bind(A as Token<number>, (scope) => scope.get(B as Token<number>))
      .bind(B as Token<number>, (scope) => scope.get(A as Token<number>));
    expect(codeOf(() => run.get(A as Token<number>))).toBe("cycle");
  });

  test("frees what it made, last made first, and nothing it did not make", async () => {
    const freed: string[] = [];
    const disposable = (name: string): Disposable => ({ [Symbol.dispose]: () => freed.push(name) });
    const [FIRST, SECOND, NEVER]: Token<Disposable>[] = [token("test:1"), token("test:2"), token("test:3")];
    const run = open().bind(NEVER as Token<Disposable>, () => disposable("never"));
    await run.open(FIRST as Token<Disposable>, () => Promise.resolve(disposable("first")));
    run.bind(SECOND as Token<Disposable>, () => disposable("second")).get(SECOND as Token<Disposable>);
    await run[Symbol.asyncDispose]();
    expect(freed).toEqual(["second", "first"]);
  });

  test("frees the rest where a part cannot be freed, and then says so", async () => {
    const freed: string[] = [];
    const [FIRST, SECOND]: Token<object>[] = [token("test:1"), token("test:2")];
    const run = open();
    await run.open(FIRST as Token<object>, async () => ({ [Symbol.asyncDispose]: async () => void freed.push("first") }));
    await run.open(SECOND as Token<object>, async () => ({ [Symbol.asyncDispose]: () => Promise.reject(new Error("stuck")) }));
    await expect(run[Symbol.asyncDispose]()).rejects.toThrow("stuck");
    expect(freed).toEqual(["first"]);
    await run[Symbol.asyncDispose]();
    expect(freed).toEqual(["first"]);
  });
});
