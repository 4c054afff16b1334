import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { newPlugin } from "../src/commands/new.ts";
import { folder, run } from "./command.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

describe("disentangle new", () => {
  test.each([
    ["attack", "Bad"],
    ["attack", "two words"],
    ["attack", "../away"],
    ["attack", "-x"],
    ["attack", "x--y"],
    ["attack", "x".repeat(61)],
    ["attack", "pgd-linf"],
    ["dataset", "fonts"],
    ["backend", "mine"],
    ["..", "mine"],
  ])("refuses %s %s before it writes", async (kind, name) => {
    const target = join(folder(), "plugin");
    const fault = await newPlugin(kind, name, { folder: target }).catch((error: unknown) => error);
    expect(Fault.is(fault, "bad-option") && fault.mend).toMatch(/^(Choose|Use) /);
    expect(existsSync(target)).toBe(false);
  });

  test("refuses a folder that holds something, and leaves it as it is", async () => {
    const target = folder();
    writeFileSync(join(target, "mine.txt"), "mine");
    await expect(newPlugin("attack", "mine", { folder: target })).rejects.toMatchObject({ code: "bad-option" });
    expect(readdirSync(target)).toEqual(["mine.txt"]);
  });

  test.each(["attack", "architecture", "dataset", "manifold", "claim"])(
    "writes a plugin of kind %s with its own name everywhere, and versions that can be installed",
    async (kind) => {
      const target = join(folder(), "plugin");
      const { status, stdout } = await run(["new", kind, "my-own", "--folder", target]);
      expect(status).toBe(0);
      expect(stdout).toContain(kind === "claim" ? "--claims my-own" : `--${kind} my-own`);
      const files = readdirSync(target, { recursive: true, encoding: "utf8" }).filter((path) => path.includes("."));
      expect(files).toEqual(
        expect.arrayContaining(["README.md", "package.json", "src/index.ts", "test/conformance.test.ts", "tsconfig.json"]),
      );
      expect(files).not.toContain("tsconfig.outside.json");
      const text = files.map((path) => readFileSync(join(target, path), "utf8")).join("\n");
      expect(text).not.toMatch(/template|workspace:|@disentangle\/(attack|architecture|dataset|manifold|claim)-/);
      expect(text).toContain('id: "my-own"');
      const { name, devDependencies } = JSON.parse(readFileSync(join(target, "package.json"), "utf8")) as Record<
        string,
        Record<string, string>
      >;
      expect(name).toBe(`disentangle-${kind}-my-own`);
      const { version } = JSON.parse(readFileSync(join(ROOT, "packages/conformance/package.json"), "utf8")) as { version: string };
      expect(devDependencies?.["@disentangle/conformance"]).toBe(`^${version}`);
    },
  );
});

describe("a plugin's folder", () => {
  test("runs from its TypeScript source, built or not", async () => {
    const { status, stdout } = await run(["list", "--plugin", "./harness/templates/attack", "--json"], { cwd: ROOT });
    expect(status).toBe(0);
    expect(stdout).toContain("@disentangle/attack-template");
  });

  test.each([
    ["main", { main: "./entry.mjs" }],
    ["exports", { exports: { ".": "./entry.mjs" } }],
  ])("is entered where its manifest says, by `%s`", async (_, manifest) => {
    const target = folder();
    writeFileSync(join(target, "package.json"), JSON.stringify({ name: "entered", ...manifest }));
    writeFileSync(join(target, "entry.mjs"), 'export default { name: "entered", version: "1.0.0", contract: 2, offers: [] };');
    expect(await run(["list", "--plugin", target])).toMatchObject({ status: 0 });
  });

  test("whose entry is not built says so", async () => {
    const target = folder();
    writeFileSync(join(target, "package.json"), JSON.stringify({ name: "unbuilt", exports: { ".": "./dist/index.js" } }));
    const { status, stderr } = await run(["list", "--plugin", target]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/bad-plugin: .*index\.js.*build it/s);
  });

  test("of TypeScript in node_modules is told to be built", async () => {
    const project = folder();
    const target = join(project, "node_modules", "typed");
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, "package.json"), JSON.stringify({ name: "typed", type: "module", exports: { ".": "./index.ts" } }));
    writeFileSync(join(target, "index.ts"), "export default {} as object;");
    const { status, stderr } = await run(["list", "--plugin", "typed"], { cwd: project });
    expect(status).toBe(2);
    expect(stderr).toMatch(/bad-plugin: .*Build it.*Node runs TypeScript only/s);
  });
});
