import { Fault } from "@disentangle/core";
import * as v from "valibot";
import { readRegularFile } from "../store/read-regular-file.ts";
import { writeFileAtomic } from "../store/write-file-atomic.ts";
import { runResultSchema, SCHEMA_VERSION, type RunResult } from "./run-result.ts";

/**
 * Writes `result.json`, whole or not at all.
 *
 * @throws Fault `bad-data` for a result that is not as {@link RunResult} says (such as a NaN that is not
 * null), `io` where the disk is full
 */
export async function writeResult(path: string, result: RunResult): Promise<void> {
  check(result, "The result to be written");
  await writeFileAtomic(path, `${JSON.stringify(result, null, 2)}\n`);
}

/**
 * Reads a `result.json`.
 *
 * @throws Fault `io` where it cannot be read, `bad-data` where it is no result, is cut short, or has a schema
 * version this reader does not know
 */
export async function readResult(path: string): Promise<RunResult> {
  const bytes = await readRegularFile(path);
  if (bytes === undefined) throw new Fault("io", `There is no ${path}.`, { value: path, mend: "Run the harness first." });
  const text = new TextDecoder().decode(bytes);
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new Fault("bad-data", `${path} is not JSON; it may be cut short.`, { value: path, mend: "Run the harness again.", cause });
  }
  const version: unknown = typeof raw === "object" && raw !== null && "schemaVersion" in raw ? raw.schemaVersion : undefined;
  if (typeof version === "number" && version !== SCHEMA_VERSION) {
    const older = version < SCHEMA_VERSION;
    throw new Fault("bad-data", `${path} has schema version ${version}; this reader knows ${SCHEMA_VERSION}.`, {
      value: version,
      mend: `${older ? "Run the command it names again, or use" : "Use"} the version of the harness that wrote it.`,
    });
  }
  return check(raw, path);
}

function check(raw: unknown, what: string): RunResult {
  const parsed = v.safeParse(runResultSchema, raw);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.slice(0, 3).map((issue) => `${v.getDotPath(issue) ?? "result"}: ${issue.message}`);
  throw new Fault("bad-data", `${what} is not a result of schema version ${SCHEMA_VERSION}: ${problems.join("; ")}.`, {
    value: problems,
    mend: "Run the harness again.",
  });
}
