export * from "./architecture-probe.ts";
export * from "./architecture.ts";
export * from "./attack.ts";
export * from "./backend-agreement.ts";
export * from "./backend.ts";
export * from "./dataset.ts";
export * from "./law.ts";
export * from "./manifold.ts";
