import type { Kind } from "@disentangle/core";
import * as v from "valibot";
import { word as text } from "../request/option-schemas.ts";
import { schemaProblems } from "./schema-problems.ts";

const method = v.function("must be a function");
const whole = v.pipe(v.number("must be a number"), v.integer("must be whole"), v.minValue(1, "must be 1 or more"));
const list = v.array(v.unknown(), "must be a list");

const Norm = v.object({ id: text, name: text, of: method, distance: method, project: method, start: method });
const Codes = v.object({ size: whole, encode: method, space: method });
const Lesson = v.object({ id: text, learn: method });
const Attack = v.object({ id: text, norm: Norm, bounded: v.boolean("must be true or false"), perturb: method });

/**
 * What the harness calls of a part of each kind; what it holds, its laws test (`@disentangle/conformance`).
 */
const SCHEMAS: Readonly<Record<Kind, v.GenericSchema>> = {
  attack: v.pipe(
    v.object({ ...Attack.entries, minimumNorm: v.optional(v.object({ ...Attack.entries, bounded: v.literal(false, "must be false") })) }),
    v.check(
      ({ norm, minimumNorm }) => minimumNorm === undefined || minimumNorm.norm.id === norm.id,
      "minimumNorm must be of the same norm",
    ),
  ),
  architecture: v.object({ id: text, build: method }),
  dataset: v.object({
    id: text,
    image: v.strictTuple([whole, whole, whole]),
    classes: v.pipe(v.array(text, "must be a list of names"), v.minLength(2, "must be two or more")),
    fingerprint: text,
    count: method,
    examples: method,
  }),
  manifold: v.union([
    v.object({ id: text, exact: v.boolean(), project: method, codes: v.optional(Codes) }),
    v.object({ exact: v.boolean(), lessons: v.array(Lesson), assemble: method }),
  ]),
  strategy: v.object({ id: text, steps: list }),
  claim: v.object({ id: text, statement: text, needs: method, judge: method }),
  backend: v.object({ probe: method, activate: method }),
};

/** What a part that a plugin made lacks; nothing where it is one of that kind. */
export function lacks(kind: Kind, made: unknown): string | undefined {
  if (typeof made !== "object" || made === null) return `make answers ${String(made)}`;
  const { issues } = v.safeParse(SCHEMAS[kind], made);
  return issues === undefined ? undefined : `what make answers is no ${kind} as core describes it: ${schemaProblems(issues)}`;
}
