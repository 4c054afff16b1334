import type { Outlook } from "../run/outlook.ts";
import type { Progress } from "../run/progress.ts";
import type { Emit, Standing } from "./run-event.ts";

/** Progress as events, each with how far the run is. */
export function eventProgress(emit: Emit, outlook: Outlook): Progress {
  const standing = (): Standing => ({ done: outlook.done, total: outlook.total, secondsLeft: outlook.secondsLeft() });
  return {
    start: (label) => emit({ type: "task-started", label, ...standing() }),
    advance: (label, fraction, detail, machine) =>
      emit({ type: "task-advanced", label, fraction, ...given(detail, machine), ...standing() }),
    finish: (label, seconds, cached, detail, machine) =>
      emit({ type: "task-finished", label, seconds, cached, ...given(detail, machine), ...standing() }),
    note: (text) => emit({ type: "note", text, ...standing() }),
    close: () => undefined,
  };
}

function given(detail: string | undefined, machine: string | undefined): { readonly detail?: string; readonly machine?: string } {
  return { ...(detail !== undefined && { detail }), ...(machine !== undefined && { machine }) };
}
