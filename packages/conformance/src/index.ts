export * from "./architecture.ts";
export * from "./attack.ts";
export * from "./law.ts";
