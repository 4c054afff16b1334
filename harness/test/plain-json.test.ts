import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { Catalogue } from "../src/parts/catalogue.ts";
import { configurePart } from "../src/parts/part-identity.ts";
import { readConfig } from "../src/request/config-file.ts";
import { readStrategy } from "../src/request/own-strategy.ts";
import { parsePart } from "../src/request/part-choice.ts";
import { plainJson } from "../src/request/plain-json.ts";
import { readQueueRequest } from "../src/request/queue-request.ts";
import { readSettings } from "../src/request/read-settings.ts";
import { folder } from "./command.ts";

const NAMES = ["__proto__", "constructor", "prototype"] as const;
/** As JSON has it: a property of its own, which a literal of that name would not make. */
const own = (name: string, value: unknown = { iterations: 1 }): object =>
  JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as object;
const withOwn = (data: object, name: string, value?: unknown): unknown =>
  Object.defineProperties(data, Object.getOwnPropertyDescriptors(own(name, value)));

describe.each(NAMES)("a property called %s is refused, not left out and not taken", (name) => {
  const refused = (act: () => unknown): void => {
    expect(act).toThrow(Fault);
    expect(act).toThrow(name);
  };

  test("among the options of a request", () => {
    refused(() => readSettings(withOwn({ profile: "smoke" }, name)));
  });
  test("among the options of a part of a request", () => {
    refused(() => readSettings({ attack: { id: "pgd-linf", options: own(name) } }));
    refused(() => readSettings({ beside: [{ id: "pgd-linf", options: { deep: [own(name)] } }] }));
  });
  test("in a strategy of one's own", () => {
    refused(() => readSettings({ strategies: [withOwn({ id: "mine", space: "image", attack: "pgd-linf", radius: 0.1 }, name)] }));
    refused(() =>
      readSettings({ strategies: [{ id: "mine", space: "image", attack: { id: "pgd-linf", options: own(name) }, radius: 0.1 }] }),
    );
  });
  test("in the options of a part as the command line has them", async () => {
    const choice = parsePart(`pgd-linf:${name}={"iterations":1}`);
    await expect(configurePart(await Catalogue.load([]), "attack", choice)).rejects.toThrow(name);
  });
  test("in a request from a queue", () => {
    const request = { options: {}, described: [], code: {}, store: "store" };
    expect(readQueueRequest(request)).toEqual(request);
    refused(() => readQueueRequest({ ...request, options: own(name) }));
    refused(() => readQueueRequest({ ...request, options: { attack: { id: "pgd-linf", options: own(name) } } }));
    refused(() => readQueueRequest({ ...request, described: [own(name)] }));
    refused(() => readQueueRequest({ ...request, code: own(name, "digest") }));
  });
  test("in a config file", async () => {
    const path = join(folder(), "config.json");
    writeFileSync(path, JSON.stringify(withOwn({ profile: "smoke" }, name)));
    await expect(readConfig(path)).rejects.toThrow(name);
    const module = join(folder(), "config.mjs");
    writeFileSync(
      module,
      `export default JSON.parse(${JSON.stringify(JSON.stringify({ attack: { id: "pgd-linf", options: own(name) } }))});`,
    );
    await expect(readConfig(module)).rejects.toThrow(name);
  });
  test("as the space of a radius, or what it is for is no space", () => {
    expect(() => readSettings({ eta: `${name}=0.3` })).toThrow(Fault);
  });
});

test("what is inherited counts for nothing", () => {
  expect(() => readSettings(Object.create({ seed: 7 }))).toThrow("inherits");
  expect(() => readSettings({ attack: { id: "pgd-linf", options: Object.create({ iterations: 1 }) as object } })).toThrow("inherits");
});

test("a strategy by itself takes no other names than it has", () => {
  const strategy = { id: "mine", space: "image", attack: "pgd-linf", radius: 0.1 };
  expect(readStrategy(strategy, "a test").id).toBe("mine");
  expect(() => readStrategy({ ...strategy, toString: 1 }, "a test")).toThrow("toString");
});

test("a copy is plain: getters are read once, and nothing is shared", () => {
  let reads = 0;
  const tricky = { list: [1], get seed() { return ++reads; } }; // prettier-ignore
  const copy = plainJson(tricky, "it") as { list: number[]; seed: number };
  expect([copy.seed, copy.seed, reads]).toEqual([1, 1, 1]);
  expect(copy.list).not.toBe(tricky.list);
});
