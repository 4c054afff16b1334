/** A process that serves the queue, as it introduces itself. */
export interface Machine {
  /** Unique among all that serve. */
  readonly worker: string;
  /** Name of the machine. */
  readonly machine: string;
  /** Tasks that it takes at a time. */
  readonly slots: number;
  /** The backend that it computes with, where it serves but one. */
  readonly backend?: string;
}

/** The machine as the name of a connection, in which Redis allows no blanks. */
export function nameOf({ worker, machine, slots, backend }: Machine): string {
  return new URLSearchParams({ worker, machine, slots: String(slots), ...(backend !== undefined && { backend }) }).toString();
}

/** The machine behind the name of a connection; undefined where another program chose it. */
export function machineOf(name: string): Machine | undefined {
  const fields = new URLSearchParams(name.slice(name.lastIndexOf(":w:") + 3));
  const [worker, machine, backend] = [fields.get("worker"), fields.get("machine"), fields.get("backend")];
  const slots = Number(fields.get("slots"));
  if (worker === null || machine === null || !(slots > 0)) return undefined;
  return { worker, machine, slots, ...(backend !== null && { backend }) };
}
