import { Fault } from "@disentangle/core";
import type { TaskKind } from "../task.ts";
import { attackKind } from "./attack.ts";
import { distancesKind } from "./distances.ts";
import { errorKind } from "./error.ts";
import { labelsKind } from "./labels.ts";
import { lessonKind } from "./lesson.ts";
import { sweepKind } from "./sweep.ts";
import { trainKind } from "./train.ts";

/**
 * What there is to do in a run. A new kind of task is a file beside these, a line here, and its place in the
 * plan.
 */
const KINDS: Readonly<Record<string, TaskKind>> = {
  lesson: lessonKind,
  train: trainKind,
  error: errorKind,
  attack: attackKind,
  sweep: sweepKind,
  distances: distancesKind,
  labels: labelsKind,
};

/** Their names, those first that most of a run depends on. */
export const KIND_NAMES: readonly string[] = ["lesson", "train", "attack", "sweep", "distances", "labels", "error"];

/** What tasks of that name do. */
export function kindOf({ kind }: { readonly kind: string }): TaskKind {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (known !== undefined) return known;
  throw new Fault("unknown-part", `There are no tasks of the kind "${kind}".`, { value: kind });
}
