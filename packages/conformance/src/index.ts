export * from "./architecture.ts";
export * from "./law.ts";
