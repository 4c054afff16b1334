import { expect, test } from "vitest";
import { DATASET, defineManifold, definePlugin, Fault, partOf, type Manifold, type Plugin, type Strategy } from "../src/index.ts";

const about = { title: "Idle", summary: "Does nothing." };
const plugin: Plugin = definePlugin(
  { name: "idle", version: "1.0.0" },
  {
    kind: "strategy",
    id: "idle",
    about,
    configure: (options) => ({
      options: {},
      make: (scope) => Promise.resolve({ id: `${scope.protocol} ${scope.seed} ${JSON.stringify(options)}`, steps: [] } as Strategy),
    }),
  },
  { kind: "manifold", id: "idle", about, configure: () => ({ options: {}, make: async (scope) => scope.get(DATASET) as never }) },
);

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

test("a part that must be learned is learned here and now, one lesson after the other, and what it learned is freed", async () => {
  const freed: string[] = [];
  const tensor = (name: string): never => ({ name, dispose: () => freed.push(name) }) as never;
  const begun: string[] = [];
  const learned = definePlugin(
    { name: "learned", version: "1.0.0" },
    defineManifold({
      id: "learned",
      title: "Learned",
      summary: "Two lessons.",
      make: (_, { seed }) => ({
        exact: false,
        lessons: ["first", "second"].map((id) => ({
          id,
          cost: 1,
          learn: ({ random }) => {
            begun.push(`${id} ${seed} ${random.bits()}`);
            return Promise.resolve({ tensors: { weights: tensor(id) } });
          },
        })),
        assemble: (tensors) => ({ id: [...tensors.keys()].join("+") }) as Manifold,
      }),
    }),
  );
  expect((await partOf(learned, "manifold", {}, { seed: 3 })).id).toBe("first+second");
  expect(freed).toEqual(["first", "second"]);
  const before = [...begun];
  await partOf(learned, "manifold", {}, { seed: 3 });
  expect(begun.slice(2)).toEqual(before);
});
