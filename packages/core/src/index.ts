export * from "./fault.ts";
