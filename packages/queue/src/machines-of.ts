import type { Queue } from "bullmq";
import { machineOf, type Machine } from "./machine.ts";

/** The machines that serve a queue; undefined where the server does not tell. @internal */
export async function machinesOf(queue: Queue): Promise<readonly Machine[] | undefined> {
  const clients = await queue.getWorkers();
  if (clients.some((client) => client["rawname"] === undefined)) return undefined;
  const machines = clients.flatMap((client) => machineOf(client["rawname"] ?? "") ?? []);
  return [...new Map(machines.map((machine) => [machine.worker, machine])).values()];
}
