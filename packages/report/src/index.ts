export { renderAttackPage } from "./render-attack-page.ts";
export { renderReport, type Report } from "./render-report.ts";
