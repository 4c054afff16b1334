import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, run } from "./command.ts";

const PLUGIN = `
import * as tf from "@tensorflow/tfjs";
import { defineClaim, definePlugin, Fault } from "@disentangle/core";
import { LINF } from "@disentangle/ops";

const summary = [typeof tf.matMul, Fault.name, LINF.id].join(" ");
export default definePlugin({ name: "mine", version: "1.0.0" }, defineClaim({ id: "mine", title: "Mine", summary, make: () => ({}) }));
`;

/** A package that nobody may load. */
function otherCopy(at: string, name: string): void {
  const target = join(at, "node_modules", name);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "package.json"), JSON.stringify({ name, version: "0.0.1", type: "module", main: "index.js" }));
  writeFileSync(join(target, "index.js"), `export const LINF = 0;\nthrow new Error("another copy of ${name} is loaded");`);
}

test.each(["mine.ts", "mine.js"])(
  "%s in a project that says it is CommonJS gets the harness's libraries, whatever copies lie beside it",
  async (file) => {
    const project = folder();
    for (const name of ["@tensorflow/tfjs", "@tensorflow/tfjs-core", "@disentangle/core"]) otherCopy(project, name);
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", type: "commonjs" }));
    writeFileSync(join(project, file), PLUGIN);
    const { status, stdout, stderr } = await run(["list", "claim", "--plugin", `./${file}`], { cwd: project });
    expect(stderr).toBe("");
    expect(stdout).toMatch(/mine +function Fault linf/);
    expect(status).toBe(0);
  },
);

test("a library of ours in another version than the harness's stays the plugin's own", async () => {
  const project = folder();
  otherCopy(project, "@disentangle/ops");
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project" }));
  writeFileSync(join(project, "mine.ts"), PLUGIN);
  const { status, stderr } = await run(["list", "--plugin", "./mine.ts"], { cwd: project });
  expect(stderr).toContain("another copy of @disentangle/ops is loaded");
  expect(status).toBe(2);
});
