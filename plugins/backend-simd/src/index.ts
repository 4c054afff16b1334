import { registerSimd } from "./register.ts";

export { type SimdInfo, simdInfo } from "./info.ts";
export type { SimdOptions } from "./options.ts";
export { setSimdPaths, type SimdFile } from "./paths.ts";
export { configureSimd } from "./register.ts";

export { default } from "./plugin.ts";

registerSimd();
