import { expect, test } from "vitest";
import { CONTRACT, DATASET, Fault, partOf, type Plugin, type Strategy } from "../src/index.ts";

const about = { title: "Idle", summary: "Does nothing." };
const plugin: Plugin = {
  name: "idle",
  version: "1.0.0",
  contract: CONTRACT,
  offers: [
    {
      kind: "strategy",
      id: "idle",
      about,
      configure: (options) => (scope) =>
        Promise.resolve({ id: `${scope.protocol} ${scope.seed} ${JSON.stringify(options)}`, steps: [] } as Strategy),
    },
    { kind: "manifold", id: "idle", about, configure: () => async (scope) => scope.get(DATASET) as never },
  ],
};

test("makes the part with its options, and a scope of its own unless one is given", async () => {
  expect((await partOf(plugin, "strategy", { width: 2 })).id).toBe('paper 1 {"width":2}');
  expect((await partOf(plugin, "strategy", undefined, { protocol: "reference", seed: 7 })).id).toBe("reference 7 undefined");
});

test("names the kinds there are where the one asked for is missing", async () => {
  const fault = await partOf(plugin, "attack").catch((error: unknown) => error);
  expect(Fault.is(fault, "unknown-part")).toBe(true);
  expect((fault as Fault).message).toBe("idle offers no attack. Ask for one of: strategy, manifold.");
});

test("a part that needs another is told that there is none", async () => {
  await expect(partOf(plugin, "manifold")).rejects.toMatchObject({ code: "unbound" });
});
