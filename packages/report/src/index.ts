export { renderAttackPage } from "./render-attack-page.ts";
export { citations } from "./data/citations.ts";
export type { ReportFile } from "./export/figure-files.ts";
export { renderPng } from "./export/render-png.ts";
export { renderIndex, type IndexedRun } from "./render-index.ts";
export { renderFiles } from "./render-files.ts";
export { renderReport, type Report } from "./render-report.ts";
