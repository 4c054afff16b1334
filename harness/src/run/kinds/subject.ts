import type { Cell, SpaceName } from "@disentangle/core";
import type { Task } from "../task.ts";

/** The model that a task is about. */
export function cellOf({ label, subject }: Task): Cell {
  return demand(subject.cell, label, "model");
}

/** The attack that a task runs or looks at, and its space. */
export function attackOf({ label, subject }: Task): { readonly attack: string; readonly space: SpaceName } {
  return { attack: demand(subject.attack, label, "attack"), space: demand(subject.space, label, "space") };
}

/** The manifold that a task learns or measures by. */
export function manifoldIdOf({ label, subject }: Task): string {
  return demand(subject.manifold, label, "manifold");
}

function demand<T>(value: T | undefined, label: string, what: string): T {
  if (value === undefined) throw new Error(`The task "${label}" was planned without its ${what}.`);
  return value;
}
