export type { Working } from "./api/event-stream.ts";
export type { FinishedRun } from "./api/execute.ts";
export { plan, type PlannedTask, type RunPlan } from "./api/plan.ts";
export { reportIndex, type IndexReport } from "./api/report-index.ts";
export { report, type RunReport } from "./api/report.ts";
export type { RunEvent, Standing } from "./api/run-event.ts";
export { defineConfig, type PartName, type RunOptions, type ShortStrategy } from "./api/run-options.ts";
export { verify, type RunControl } from "./api/verify.ts";
export type { ReportFiles } from "./api/write-pages.ts";
