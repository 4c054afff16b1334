import { execFile } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readResult, writeResult } from "@disentangle/artifacts";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { folder, run } from "./command.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const read = (name: string): string => readFileSync(join(EXAMPLES, name), "utf8");
const FLAGS = ["--conditions=@disentangle/source"];

/** What Jupyter asks of a notebook (nbformat 4.5), less what these have no use for, and no outputs. */
const base = { id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)), metadata: v.strictObject({}), source: v.array(v.string()) };
const notebookSchema = v.strictObject({
  nbformat: v.literal(4),
  nbformat_minor: v.literal(5),
  metadata: v.strictObject({
    kernelspec: v.strictObject({ name: v.string(), display_name: v.string(), language: v.string() }),
    language_info: v.looseObject({ name: v.literal("typescript") }),
  }),
  cells: v.array(
    v.variant("cell_type", [
      v.strictObject({ ...base, cell_type: v.literal("markdown") }),
      v.strictObject({ ...base, cell_type: v.literal("code"), execution_count: v.null(), outputs: v.tuple([]) }),
    ]),
  ),
});

describe("the examples", { timeout: 600_000 }, () => {
  // One folder for both, so that the notebook finds what the script finished.
  const project = folder();
  symlinkSync(join(EXAMPLES, "node_modules"), join(project, "node_modules"));
  const node = (...args: string[]): Promise<{ readonly stdout: string }> =>
    promisify(execFile)(process.execPath, [...FLAGS, ...args], { cwd: project });

  test("the script prints progress and verdicts, and writes the report that it names", async () => {
    const { stdout } = await node(join(EXAMPLES, "verify-claims.mts"));
    expect(stdout).toMatch(/^11 of 11 tasks to do, about \d+ min\nsmoke: fonts, /);
    expect(stdout).toMatch(/\n11\/11 {2}.* s\n/);
    expect(stdout).toMatch(/\nClaim 1: inconclusive\. .*\n.*not evidence/);
    expect(stdout).not.toContain("Claim 3");
    const [, page = ""] = /Report: (.*)\n$/.exec(stdout) ?? [];
    expect(readFileSync(join(project, page), "utf8")).toContain("<!doctype html>");
  });

  test("the notebook is one that Jupyter opens, without outputs, and its cells run", async () => {
    const notebook = v.parse(notebookSchema, JSON.parse(read("verify-claims.ipynb")));
    const ids = notebook.cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = notebook.cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
    // Jupyter draws what the last expression of the last cell is.
    const code = cells.join("\n").replace(/\(({ \[Symbol\.for\("Jupyter\.display"\)\].*)\);$/, "const shown = $1;");
    const { stdout } = await node(
      "--input-type=module-typescript",
      "--eval",
      `${code}\nconsole.log(shown[Symbol.for("Jupyter.display")]()["image/svg+xml"]);`,
    );
    expect(stdout).toContain("11 tasks, 11 of them done");
    expect(stdout).toMatch(/Claim 2: inconclusive\..*\n {2}2a {2}.*: [\d.]+/);
    expect(stdout).toMatch(/<svg [^]*<\/svg>\s*$/);
  });
});

describe("the workflow", { timeout: 600_000 }, () => {
  const steps = (parse(read("github-workflow.yml")) as { jobs: { verify: { steps: { run?: string }[] } } }).jobs.verify.steps;
  const commands = steps.flatMap(({ run }) => (run?.startsWith("npx disentangle ") === true ? [run.split(" ").slice(2)] : []));

  test("judges, then compares with what was kept", async () => {
    const project = folder();
    const options = { profile: "smoke", sizes: [100], attacked: 20, testImages: 200, claims: [2], workers: 0 };
    writeFileSync(join(project, "disentangle.config.ts"), `export default ${JSON.stringify(options)};\n`);
    const [verify = [], compare = []] = commands;
    expect(commands.map(([first]) => first)).toEqual(["--config", "compare"]);

    const judged = await run(verify, { cwd: project });
    expect(judged).toMatchObject({ status: 0 });
    expect(judged.stdout).toContain("::warning");
    const result = await readResult(join(project, "runs/ci/result.json"));
    await writeResult(join(project, "baseline.json"), result);
    expect((await run(compare, { cwd: project })).status).toBe(0);

    // A kept run whose numbers were others.
    const verdicts = result.verdicts.map((verdict) => ({
      ...verdict,
      findings: verdict.findings.map((finding) =>
        finding.interval === null ? finding : { ...finding, estimate: 9, interval: [9, 9] as const },
      ),
    }));
    await writeResult(join(project, "baseline.json"), { ...result, verdicts });
    expect((await run(compare, { cwd: project })).status).toBe(22);
  });
});
