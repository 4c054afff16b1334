import { CONTRACT, Fault, type Plugin } from "@disentangle/core";
import * as v from "valibot";
import { KINDS } from "./kinds.ts";
import { word as text } from "../request/option-schemas.ts";
import { schemaProblems } from "./schema-problems.ts";

const Card = v.object({
  title: text,
  summary: text,
  reference: v.optional(text),
  options: v.optional(v.record(v.string(), text)),
  traits: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))),
});

const Schema = v.object({
  name: text,
  version: text,
  contract: v.literal(CONTRACT),
  offers: v.array(v.object({ kind: v.picklist(KINDS), id: text, about: Card, configure: v.function("must be a function") })),
});

/**
 * The default export of a module, if it is a plugin of this contract.
 *
 * @param name what the module was asked for by
 * @throws Fault `bad-plugin` that says what is wrong with it
 */
export function checkPlugin(name: string, exported: unknown): Plugin {
  const plugin = exported as Partial<Plugin> | null | undefined;
  if (typeof plugin !== "object" || plugin === null || plugin.offers === undefined) {
    throw new Fault("bad-plugin", `${name} has no default export of the form { name, version, contract, offers }.`, {
      value: exported,
      mend: "Export a Plugin of @disentangle/core as default.",
    });
  }
  if (plugin.contract !== CONTRACT) {
    throw new Fault("bad-plugin", `${name} speaks contract ${String(plugin.contract)}, this harness contract ${CONTRACT}.`, {
      value: plugin.contract,
      mend: "Install versions of the plugin and of the harness that belong together.",
    });
  }
  const result = v.safeParse(Schema, plugin);
  if (result.success) return exported as Plugin;
  throw new Fault("bad-plugin", `${name} is no plugin as core describes it: ${schemaProblems(result.issues)}.`, {
    value: exported,
    mend: 'Write it as "satisfies Plugin" of @disentangle/core, and the compiler says the same.',
  });
}
