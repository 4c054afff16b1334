export * from "./architecture.ts";
export * from "./attack.ts";
export * from "./backend-agreement.ts";
export * from "./law.ts";
export * from "./manifold.ts";
