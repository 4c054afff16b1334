export { renderReport, type Report } from "./render-report.ts";
