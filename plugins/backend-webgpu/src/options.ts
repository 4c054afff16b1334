import * as v from "valibot";

/** Options of the backend `webgpu`. */
export const webgpuOptions: v.GenericSchema<unknown, WebgpuOptions> = v.strictObject({
  powerPreference: v.optional(
    v.pipe(v.picklist(["high-performance", "low-power"]), v.description("high-performance or low-power")),
    "high-performance",
  ),
  adapter: v.optional(
    v.pipe(v.string(), v.description("in Node: part of the name of the adapter to take, default the one Dawn prefers")),
    () => "",
  ),
});

/** {@link webgpuOptions}, checked and filled in. */
export interface WebgpuOptions {
  /** Which of several GPUs to ask for; default `high-performance`. */
  readonly powerPreference: "high-performance" | "low-power";
  /** In Node: part of the name of the adapter to take; default "", the one Dawn prefers. */
  readonly adapter: string;
}
