import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "@disentangle/artifacts";
import * as v from "valibot";
import type { Task } from "./task.ts";

/** Name of the file in which a run says which results it needs, from its start on. */
export const TASK_LIST = "tasks.json";

const Schema = v.object({ tasks: v.array(v.object({ key: v.string(), label: v.string() })) });

/** Says in the folder of a run which results it needs, so that nobody cleans them away. */
export async function writeTaskList(folder: string, tasks: readonly Task[]): Promise<void> {
  const list: v.InferOutput<typeof Schema> = { tasks: tasks.map(({ key, label }) => ({ key, label })) };
  await writeFileAtomic(join(folder, TASK_LIST), `${JSON.stringify(list, null, 2)}\n`);
}

/** Keys of the results that the run in that folder needs; undefined where it does not say. */
export function readTaskList(folder: string): readonly string[] | undefined {
  const path = join(folder, TASK_LIST);
  try {
    if (!lstatSync(path).isFile()) return undefined;
    const parsed = v.safeParse(Schema, JSON.parse(readFileSync(path, "utf8")));
    return parsed.success ? parsed.output.tasks.map(({ key }) => key) : undefined;
  } catch {
    return undefined;
  }
}
