import type { RunResult } from "@disentangle/artifacts";
import { judged, titleOf, type Allowed, type Judged } from "./judged.ts";

/** Verdicts in the format that JUnit made common: a suite per network, a test case per claim. */
export function junitVerdicts(result: RunResult, allowed: Allowed): string {
  const suites = [...Map.groupBy(judged(result), ({ architecture }) => architecture)].map(([architecture, verdicts]) => {
    const cases = verdicts.map((verdict) => testCase(result, verdict, allowed));
    return suite(`${result.settings.profile} ${result.settings.dataset.id} ${architecture}`, cases, result.timing.seconds);
  });
  return document(suites);
}

/** A run that ended with an error. */
export function junitFailure(reason: string): string {
  const [message = ""] = reason.split("\n");
  return document([
    suite(
      "disentangle",
      [{ kind: "error", xml: element("run", "disentangle", `<error message=${quoted(message)}>${escaped(reason)}</error>`) }],
      0,
    ),
  ]);
}

interface Case {
  readonly kind: "passed" | "failure" | "error" | "skipped";
  readonly xml: string;
}

function testCase(result: RunResult, verdict: Judged, allowed: Allowed): Case {
  const { outcome, statement, words, architecture } = verdict;
  const kind = outcome === "supported" ? "passed" : allowed.has(outcome) ? "skipped" : "failure";
  const message = `message=${quoted(`${outcome}: ${statement}`)}`;
  const body = {
    passed: "",
    skipped: `<skipped ${message}/>`,
    failure: `<failure type=${quoted(outcome)} ${message}>${escaped(words)}</failure>`,
  };
  return {
    kind,
    xml: element(titleOf(result, verdict), `disentangle.${architecture}`, `${body[kind]}<system-out>${escaped(words)}</system-out>`),
  };
}

function element(name: string, className: string, body: string): string {
  return `    <testcase name=${quoted(name)} classname=${quoted(className)}>${body}</testcase>\n`;
}

function suite(name: string, cases: readonly Case[], seconds: number): string {
  const count = (kind: Case["kind"]): number => cases.filter((one) => one.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count("failure")}" errors="${count("error")}" skipped="${count("skipped")}"`;
  return `  <testsuite name=${quoted(name)} ${counts} time="${seconds.toFixed(1)}">\n${cases.map(({ xml }) => xml).join("")}  </testsuite>\n`;
}

function document(suites: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="disentangle">\n${suites.join("")}</testsuites>\n`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}

/** Text without what XML 1.0 has no way to write. */
function escaped(text: string): string {
  const writable = text.replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "");
  return writable.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
