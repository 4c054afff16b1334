import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { taskKey } from "@disentangle/artifacts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { clean } from "../src/commands/clean.ts";
import { IDENTITY } from "../src/run/store-identity.ts";
import { folder } from "./command.ts";

let runs = "";
let printed = "";

/** A run that needs those tasks and was last touched so many days ago. */
function makeRun(name: string, tasks: readonly string[] | undefined, days = 0): void {
  mkdirSync(join(runs, name, "report"), { recursive: true });
  writeFileSync(join(runs, name, "result.json"), "{}");
  if (tasks !== undefined) {
    writeFileSync(join(runs, name, "tasks.json"), JSON.stringify({ tasks: tasks.map((task) => ({ key: taskKey(task), label: task })) }));
  }
  const then = new Date(Date.now() - days * 86_400_000);
  for (const file of readdirSync(join(runs, name))) utimesSync(join(runs, name, file), then, then);
}

const artifact = (name: string): string => join(runs, "artifacts", `${name}.safetensors`);
const there = (): string[] => readdirSync(join(runs, "artifacts")).toSorted();
const nameOf = (task: string): string => `${taskKey(task)}.safetensors`;

beforeEach(() => {
  runs = folder();
  mkdirSync(join(runs, "artifacts"));
  for (const task of ["a", "b", "c"]) writeFileSync(artifact(taskKey(task)), task.repeat(1000));
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("results that no run needs go, and states of finished trainings; what is no result stays", async () => {
  makeRun("one", ["a", "d"]);
  makeRun("two", ["b"]);
  writeFileSync(artifact(`${taskKey("a")}-checkpoint`), "finished");
  writeFileSync(artifact(`${taskKey("d")}-checkpoint`), "at work");
  writeFileSync(artifact(`${taskKey("e")}-checkpoint`), "nobody's");
  writeFileSync(join(runs, "artifacts", "notes.txt"), "mine");
  // Machines that serve a queue know the store by it.
  writeFileSync(artifact(IDENTITY), "name of the store");
  await clean(runs, { dryRun: true });
  expect(there()).toHaveLength(8);
  expect(printed).toContain(`Would remove ${artifact(taskKey("c"))}`);
  await clean(runs, {});
  const stay = [nameOf("a"), nameOf("b"), `${taskKey("d")}-checkpoint.safetensors`, `${IDENTITY}.safetensors`, "notes.txt"];
  expect(there()).toEqual(stay.toSorted());
});

test("runs go by name and by age, with what they alone needed and nothing that somebody else put there", async () => {
  makeRun("new", ["a", "b"]);
  makeRun("old", ["b", "c"], 40);
  writeFileSync(join(runs, "old", "notes.txt"), "mine");
  await clean(runs, { olderThan: 30 });
  expect(readdirSync(join(runs, "old"))).toEqual(["notes.txt"]);
  expect(there()).toEqual([nameOf("a"), nameOf("b")].toSorted());
  await clean(runs, { run: ["new"] });
  expect([existsSync(join(runs, "new")), there()]).toEqual([false, []]);
  await expect(clean(runs, { run: ["nwe"] })).rejects.toThrow(/There is no run "nwe" here/);
});

test("the runs longest untouched go until finished work is small enough", async () => {
  makeRun("first", ["a"], 3);
  makeRun("second", ["b"], 2);
  makeRun("third", ["c"], 1);
  await clean(runs, { limit: 2000 });
  expect(readdirSync(runs).toSorted()).toEqual(["artifacts", "second", "third"]);
  expect(there()).toEqual([nameOf("b"), nameOf("c")].toSorted());
});

test("of a run that does not say what it needs, nothing is taken away", async () => {
  makeRun("one", ["a"]);
  makeRun("silent", undefined);
  await clean(runs, {});
  expect(there()).toHaveLength(3);
  expect(printed).toContain("silent does not say what it needs");
});

test("half-written files of killed processes go, a folder of such a name stays", async () => {
  makeRun("one", ["a", "b", "c"]);
  const long = new Date(0);
  for (const place of ["artifacts", "one", "one/report"]) {
    writeFileSync(join(runs, place, ".writing~elsewhere~1~x"), "half");
    utimesSync(join(runs, place, ".writing~elsewhere~1~x"), long, long);
  }
  mkdirSync(join(runs, "artifacts", ".writing~elsewhere~1~folder"));
  utimesSync(join(runs, "artifacts", ".writing~elsewhere~1~folder"), long, long);
  await clean(runs, {});
  expect(printed.match(/Removed .*writing~elsewhere~1~x/g)).toHaveLength(3);
  expect(there()).toContain(".writing~elsewhere~1~folder");
});
