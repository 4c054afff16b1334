import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "@disentangle/artifacts";
import { expect, test } from "vitest";
import { annotateVerdicts } from "../src/reporters/github.ts";
import { junitFailure, junitVerdicts } from "../src/reporters/junit.ts";
import { parseReporter } from "../src/reporters/reporters.ts";
import { folder, run, TINY } from "./command.ts";

const verdict = (claim: string, outcome: string, words: string): object => ({
  architecture: "cnn",
  claim,
  outcome,
  statement: `Statement ${claim}.`,
  words,
});
/** What reporters look at. */
const result = {
  settings: { profile: "quick", dataset: { id: "fonts" }, architectures: [{ name: "cnn" }] },
  timing: { seconds: 12.34 },
  verdicts: [
    verdict("1", "supported", "Fine."),
    verdict("2", "refuted", 'It says "a < b & c",\nthen a bell: \u0007.'),
    verdict("3", "inconclusive", "Too few: 100 %."),
    verdict("4", "not asked", ""),
  ],
} as unknown as RunResult;

const PARSE = `
import json, sys, xml.etree.ElementTree as tree
suites = tree.fromstring(sys.stdin.buffer.read())
print(json.dumps([{**suite.attrib, "cases": [[case.get("name"), [[child.tag, child.get("message"), child.text] for child in case]] for case in suite]} for suite in suites]))`;
const python = process.env["PYTHON"] ?? "python3";
const hasPython = spawnSync(python, ["--version"]).status === 0;

/** A report as another parser of XML reads it. */
function parsed(xml: string): readonly { readonly cases: readonly [string, readonly (readonly string[])[]][] }[] {
  const { stdout, stderr } = spawnSync(python, ["-c", PARSE], { input: xml, encoding: "utf8" });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as ReturnType<typeof parsed>;
}

test.skipIf(!hasPython)("junit: a test case per claim that was asked for, in XML that another parser reads", () => {
  const [suite] = parsed(junitVerdicts(result, new Set()));
  expect(suite).toMatchObject({ name: "quick fonts cnn", tests: "3", failures: "2", errors: "0", skipped: "0", time: "12.3" });
  const bell = 'It says "a < b & c",\nthen a bell: .';
  expect(suite?.cases[1]).toEqual([
    "Claim 2",
    [
      ["failure", "refuted: Statement 2.", bell],
      ["system-out", null, bell],
    ],
  ]);
  expect(parsed(junitVerdicts(result, new Set(["inconclusive"])))[0]).toMatchObject({ failures: "1", skipped: "1" });
  const [failed] = parsed(junitFailure('No "x".\nMend it.'));
  expect(failed).toMatchObject({ errors: "1", cases: [["run", [["error", 'No "x".', 'No "x".\nMend it.']]]] });
});

test("github: a line a verdict, escaped, as severe as the job takes it", () => {
  expect(annotateVerdicts(result, new Set()).split("\n")).toEqual([
    "::notice title=Claim 1%3A supported::Statement 1. Fine.",
    '::error title=Claim 2%3A refuted::Statement 2. It says "a < b & c",%0Athen a bell: \u0007.',
    "::error title=Claim 3%3A inconclusive::Statement 3. Too few: 100 %25.",
    "",
  ]);
  expect(annotateVerdicts(result, new Set(["inconclusive"]))).toContain("::warning title=Claim 3%3A inconclusive::");
});

test("a reporter that is none is refused, and a file where none is written", () => {
  expect(parseReporter("junit=a=b.xml")).toEqual({ name: "junit", file: "a=b.xml" });
  expect(() => parseReporter("junitt")).toThrow(/no reporter "junitt".*Did you mean "junit"/);
  expect(() => parseReporter("github=x")).toThrow(/no file/);
  expect(() => parseReporter("json=")).toThrow(/names no file/);
});

test("a run reports to all of them, and what is allowed is no failure", { timeout: 300_000 }, async () => {
  const cwd = folder();
  const env = { ...process.env, GITHUB_STEP_SUMMARY: join(cwd, "step.md") };
  const args = [
    ...TINY,
    "--claims",
    "2",
    "--out",
    "runs/a",
    "--reporter",
    "junit=new/results.xml,json,github",
    "--allow",
    "inconclusive,refuted",
  ];
  const { status, stdout } = await run(args, { cwd, env });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^::warning title=Claim 2%3A inconclusive::/m);
  expect(readFileSync(join(cwd, "new/results.xml"), "utf8")).toContain('<testcase name="Claim 2" classname="disentangle.cnn"><skipped');
  expect(JSON.parse(readFileSync(join(cwd, "runs/a/verdicts.json"), "utf8"))).toMatchObject({
    outcome: "inconclusive",
    passed: true,
    evidence: false,
    verdicts: [{ claim: "2", outcome: "inconclusive", passed: true }],
  });
  expect(readFileSync(join(cwd, "step.md"), "utf8")).toBe(`${readFileSync(join(cwd, "runs/a/summary.md"), "utf8").trimEnd()}\n`);
  const failing = await run([...args, "--epsilon", "5", "--spaces", "image"], { cwd, env });
  expect(failing.status).toBe(2);
  expect(readFileSync(join(cwd, "new/results.xml"), "utf8")).toContain("<error message=");
});
