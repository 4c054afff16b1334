import * as v from "valibot";

/** Options of the backend `webgpu`. */
export const webgpuOptions: v.GenericSchema<unknown, WebgpuOptions> = v.strictObject({
  powerPreference: v.optional(v.picklist(["high-performance", "low-power"]), "high-performance"),
  adapter: v.optional(v.string(), ""),
});

/** {@link webgpuOptions}, checked and filled in. */
export interface WebgpuOptions {
  /** Which of several GPUs to ask for; default `high-performance`. */
  readonly powerPreference: "high-performance" | "low-power";
  /** In Node: part of the name of the adapter to take; default "", the one Dawn prefers. */
  readonly adapter: string;
}
