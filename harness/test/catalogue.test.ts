import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { BUILT_IN } from "../src/parts/built-in.ts";
import { Catalogue } from "../src/parts/catalogue.ts";
import { checkPlugin } from "../src/parts/plugin-schema.ts";
import { folder } from "./command.ts";

const plugins = folder();

function module(name: string, text: string): string {
  const path = join(plugins, name);
  writeFileSync(path, text);
  return path;
}

const offer = `{ kind: "attack", id: "still", about: { title: "Still", summary: "Stays." }, configure: () => ({ options: {}, make: () => Promise.reject(new Error("unused")) }) }`;

async function faultOf(plugin: string): Promise<Fault> {
  const error = await Catalogue.load([plugin], plugins).catch((caught: unknown) => caught);
  if (!Fault.is(error)) throw new Error(`No fault but ${String(error)}`);
  return error;
}

describe("Catalogue", () => {
  test("offers the built-in parts of every kind", async () => {
    const catalogue = await Catalogue.load([]);
    for (const [kind, id] of [
      ["dataset", "fonts"],
      ["architecture", "cnn"],
      ["attack", "pgd-linf"],
      ["manifold", "fonts"],
      ["backend", "simd"],
    ] as const) {
      expect((await catalogue.find(kind, id)).offer.about.summary).not.toBe("");
    }
  });

  test.each(Object.entries(BUILT_IN))("%s offers what is said of it before it is loaded", async (name, { offers, load }) => {
    const plugin = checkPlugin(name, ((await load()) as { readonly default?: unknown }).default);
    expect(plugin.name).toBe(name);
    expect(plugin.offers.map(({ kind, id }) => `${kind}/${id}`)).toEqual(offers);
  });

  test("names what it offers, and an offer of a plugin that was named takes the place of a built-in one", async () => {
    const path = module(
      "own.mjs",
      `export default { name: "own", version: "1.0.0", contract: 2, offers: [${offer.replace("still", "pgd-l2")}] };`,
    );
    const catalogue = await Catalogue.load([path], plugins);
    expect(catalogue.names("attack").filter((name) => name === "pgd-l2")).toHaveLength(1);
    expect((await catalogue.find("attack", "pgd-l2")).plugin).toBe("own");
    const attacks = await catalogue.all("attack");
    expect(attacks.map((entry) => entry.offer.id)).toEqual(catalogue.names("attack"));
    expect(attacks.find((entry) => entry.offer.id === "pgd-l2")?.plugin).toBe("own");
  });

  test("finds a plugin by path and lists its offer among the others", async () => {
    const path = module("still.mjs", `export default { name: "still", version: "1.2.3", contract: 2, offers: [${offer}] };`);
    const catalogue = await Catalogue.load([path], plugins);
    expect(await catalogue.find("attack", "still")).toMatchObject({ plugin: "still", version: "1.2.3" });
  });

  test("an unknown part is refused with the names there are", async () => {
    const catalogue = await Catalogue.load([]);
    await expect(catalogue.find("attack", "newtonfool")).rejects.toThrow(/There is no attack "newtonfool".*pgd-linf.*--plugin/);
  });

  test.each([
    ["missing.mjs", undefined, /cannot be found/],
    ["throws.mjs", 'throw new Error("no licence");', /cannot be loaded: no licence/],
    ["empty.mjs", "export const nothing = 1;", /no default export/],
    [
      "old.mjs",
      `export default { name: "old", version: "1.0.0", contract: 0, offers: [${offer}] };`,
      /speaks contract 0, this harness contract 2/,
    ],
    ["nameless.mjs", `export default { contract: 2, offers: [${offer}] };`, /name is missing; version is missing/],
    [
      "halves.mjs",
      'export default { name: "halves", version: "1.0.0", contract: 2, offers: [{ kind: "atack" }, { kind: "attack", id: "", configure: 3 }] };',
      /offers\.0\.kind must be .*"attack".*offers\.0\.about is missing.*offers\.1\.id must not be empty.*offers\.1\.configure must be a function/,
    ],
  ])("refuses %s and says why", async (name, text, why) => {
    const path = text === undefined ? join(plugins, name) : module(name, text);
    const fault = await faultOf(path);
    expect(fault.code).toBe("bad-plugin");
    expect(fault.message).toMatch(why);
    expect(fault.mend).toBeDefined();
  });

  test("what lies beside a module, hidden or leading nowhere, is no trouble", async () => {
    const own = folder();
    writeFileSync(join(own, "index.mjs"), `export default { name: "still", version: "1.0.0", contract: 2, offers: [${offer}] };`);
    const digest = async (): Promise<string> =>
      (await (await Catalogue.load([join(own, "index.mjs")], own)).find("attack", "still")).digest;
    const alone = await digest();
    symlinkSync(own, join(own, "back"));
    symlinkSync(join(own, "gone.js"), join(own, "nowhere.js"));
    mkdirSync(join(own, ".hidden"));
    writeFileSync(join(own, ".hidden", "other.js"), "");
    expect(await digest()).toBe(alone);
    writeFileSync(join(own, "used.cjs"), "");
    expect(await digest()).not.toBe(alone);
  });

  test("other code has another digest", async () => {
    const own = folder();
    const path = join(own, "index.mjs");
    const digestOf = async (comment: string): Promise<string> => {
      writeFileSync(path, `// ${comment}\nexport default { name: "still", version: "1.0.0", contract: 2, offers: [${offer}] };`);
      return (await (await Catalogue.load([path], own)).find("attack", "still")).digest;
    };
    const [one, other] = [await digestOf("one"), await digestOf("other")];
    expect(one).not.toBe(other);
    expect(await digestOf("one")).toBe(one);
  });
});
