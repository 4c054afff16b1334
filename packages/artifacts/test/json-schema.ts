// Makes the JSON Schema of `result.json` from the valibot schema, with the documentation of the interfaces as descriptions.
// By hand, after a change of the layout: `pnpm exec node --conditions=@disentangle/source packages/artifacts/test/json-schema.ts`
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toJsonSchema } from "@valibot/to-json-schema";
import { definitions, runResultSchema } from "../src/result/schema.ts";

/** Where the committed one is. */
export const SCHEMA_FILE: string = join(import.meta.dirname, "../schema/result-1.schema.json");

type Node = { description?: string; properties?: Record<string, Node>; [key: string]: unknown };

/** The JSON Schema (draft 2020-12) of a result. */
export async function jsonSchema(): Promise<Node> {
  const schema = toJsonSchema(runResultSchema, { definitions: { ...definitions }, target: "draft-2020-12" }) as unknown as Node;
  const source = await readFile(join(import.meta.dirname, "../src/result/run-result.ts"), "utf8");
  const nodes: Record<string, Node> = { ...((schema["$defs"] ?? schema["definitions"]) as Record<string, Node>), RunResult: schema };
  const documented = interfaces(source);
  for (const { name, parent, description, body } of documented) {
    const node = nodes[name];
    if (node === undefined) continue;
    node.description = description;
    const inherited = documented.find((other) => other.name === parent)?.body ?? "";
    for (const [field, text] of [...fields(inherited), ...fields(body)]) {
      const property = node.properties?.[field];
      if (property !== undefined) property.description = text;
    }
  }
  return { title: "RunResult", ...schema };
}

function interfaces(source: string): { name: string; parent: string | undefined; description: string; body: string }[] {
  const pattern = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport interface (\w+)(?: extends (?:Omit<)?(\w+).*?)? \{\n([\s\S]*?)\n\}/g;
  return [...source.matchAll(pattern)].map(([, comment, name, parent, body]) => ({
    name: name as string,
    parent,
    description: prose(comment as string),
    body: body as string,
  }));
}

/** Documented fields at the top level of an interface. */
function fields(body: string): [field: string, text: string][] {
  return [...body.matchAll(/^ {2}\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}readonly (\w+)/gm)].map(([, comment, field]) => [
    field as string,
    prose(comment as string),
  ]);
}

function prose(comment: string): string {
  return comment
    .replaceAll(/\n\s*\*/g, " ")
    .replaceAll(/\{@link (?:\w+\.)?(\w+)\}/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}

if (import.meta.main) await writeFile(SCHEMA_FILE, `${JSON.stringify(await jsonSchema(), null, 2)}\n`);
