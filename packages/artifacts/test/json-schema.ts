// Makes the JSON Schema of `result.json` from the valibot schema.
// By hand, after a change of the layout: `pnpm --filter @disentangle/artifacts schema`
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { runResultSchema, SCHEMA_VERSION } from "../src/index.ts";

/** Where the committed one is. */
export const SCHEMA_FILE: string = join(import.meta.dirname, `../schema/result-${SCHEMA_VERSION}.schema.json`);

/** The JSON Schema (draft 2020-12) of a result. */
export function jsonSchema(): object {
  const definitions = titled(runResultSchema);
  definitions.delete("RunResult");
  return toJsonSchema(runResultSchema, {
    definitions: Object.fromEntries(definitions),
    target: "draft-2020-12",
    ignoreActions: ["readonly"],
  });
}

/** What a schema may be made of. */
interface Parts {
  readonly entries?: Readonly<Record<string, v.GenericSchema>>;
  readonly item?: v.GenericSchema;
  readonly items?: readonly v.GenericSchema[];
  readonly options?: readonly v.GenericSchema[];
  readonly wrapped?: v.GenericSchema;
  readonly key?: v.GenericSchema;
  readonly value?: v.GenericSchema;
  readonly pipe?: readonly v.GenericSchema[];
}

/**
 * Every schema with a title within a schema, by title. One that is described anew where it is used keeps its
 * own words in the definition.
 */
export function titled(schema: v.GenericSchema, found: Map<string, v.GenericSchema> = new Map()): Map<string, v.GenericSchema> {
  const { entries = {}, item, items = [], options = [], wrapped, key, value, pipe = [] } = schema as unknown as Parts;
  const title = v.getTitle(schema);
  const within = pipe.filter((part) => part.kind === "schema");
  const renewed = title !== undefined && within.some((part) => v.getTitle(part) === title);
  if (title !== undefined && !renewed) {
    const known = found.get(title);
    if (known !== undefined && known !== schema) throw new Error(`Two schemas are called ${title}.`);
    if (known !== undefined) return found;
    found.set(title, schema);
  }
  const parts = [...Object.values(entries), item, ...items, ...options, wrapped, key, value, ...within];
  for (const part of parts) if (typeof part === "object") titled(part, found);
  return found;
}

if (import.meta.main) await writeFile(SCHEMA_FILE, `${JSON.stringify(jsonSchema(), null, 2)}\n`);
