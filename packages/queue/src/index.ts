export { parseQueueAddress, type QueueAddress } from "./address.ts";
export { LEASE } from "./engine.ts";
export type { Machine } from "./machine.ts";
export type { Failure, Message, TaskOutcome, TaskProgress } from "./message.ts";
export { Refusal, serve, type Report, type Serving } from "./serve.ts";
export { queueStatus, type ActiveTask, type KindCounts, type QueueStatus, type ServingMachine } from "./status.ts";
export { TaskQueue, type Submission, type TaskQueueOptions } from "./task-queue.ts";
