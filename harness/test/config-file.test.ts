import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, run } from "./command.ts";

const CONFIG = `
import { readFileSync } from "node:fs";
import type { RunOptions } from "@disentangle/harness";

const sizes: number[] = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));
export default { profile: "smoke", claims: [2], sizes, plugins: ["./mine.ts"] } satisfies RunOptions;
`;
const PLUGIN = `
import { definePlugin } from "@disentangle/core";
export default definePlugin({ name: "mine", version: "1.0.0" });
`;

describe("a config file in a project as npm makes it", () => {
  const project = folder();
  const below = join(project, "experiments/first");

  beforeAll(() => {
    mkdirSync(below, { recursive: true });
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", type: "commonjs" }));
    writeFileSync(join(project, "disentangle.config.ts"), CONFIG);
    writeFileSync(join(project, "sizes.json"), "[123]");
    writeFileSync(join(project, "mine.ts"), PLUGIN);
  });

  test("is found by itself from a folder below it, with its plugins", async () => {
    const { status, stdout, stderr } = await run(["--dry-run"], { cwd: below });
    expect(stderr).toBe("options from ../../disentangle.config.ts\n");
    expect(stdout).toMatch(/train cnn normal N=123 /);
    expect(status).toBe(0);
  });

  test("is left alone where it is not wanted", async () => {
    const { stdout, stderr } = await run(["--no-config", "--profile", "smoke", "--dry-run"], { cwd: below });
    expect(stderr).toBe("");
    expect(stdout).not.toContain("N=123 ");
  });

  test("is named with the place of its error", async () => {
    writeFileSync(join(project, "broken.config.ts"), "const a = 1;\nexport default nothing;\n");
    const { status, stderr } = await run(["--config", "../../broken.config.ts"], { cwd: below });
    expect(stderr).toMatch(
      /bad-option: The config file .*broken\.config\.ts cannot be read: nothing is not defined \(at .*broken\.config\.ts:2/,
    );
    expect(status).toBe(2);
  });

  test.each(["nowhere.json", "."])("that is no file is a matter of its path: %s", async (path) => {
    const { status, stderr } = await run(["--config", path], { cwd: below });
    expect(stderr).toMatch(/bad-option: The config file .* cannot be read: .*Check the path after --config; it starts at the working/s);
    expect(stderr).not.toContain("Export an object");
    expect(status).toBe(2);
  });

  test.each(["1e308", '""', "[]"])("is refused where it names the store %s", async (store) => {
    writeFileSync(join(project, "store.json"), `{"profile":"smoke","store":${store}}`);
    const { status, stderr } = await run(["--config", "../../store.json", "--dry-run"], { cwd: below });
    expect([status, stderr]).toEqual([2, expect.stringContaining("bad-option: --store must be a folder or an address")]);
  });

  test("is refused where its name says that it is something else", async () => {
    writeFileSync(join(project, "odd.toml"), "seed = 7");
    const { status, stderr } = await run(["--config", "../../odd.toml"], { cwd: below });
    expect(stderr).toMatch(/bad-option: The config file .*odd\.toml cannot be read: its name ends with none of \.ts, /);
    expect(status).toBe(2);
  });
});
