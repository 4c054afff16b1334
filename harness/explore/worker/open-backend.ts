import simd from "@disentangle/backend-simd";
import webgpu from "@disentangle/backend-webgpu";
import { Fault, partOf } from "@disentangle/core";
import type { BackendId } from "../protocol.ts";

/** The backend that computes now. */
export interface OpenBackend {
  readonly backend: BackendId;
  readonly detail: string;
  readonly notices: readonly string[];
}

/** Activates that backend; where there is no WebGPU, simd, with a word about it. */
export async function openBackend(wanted: BackendId): Promise<OpenBackend> {
  if (wanted === "simd") return openSimd([]);
  const backend = await partOf(webgpu, "backend");
  try {
    const { detail } = await backend.activate();
    const software = detail["software"] === true;
    return {
      backend: "webgpu",
      detail: `webgpu on ${String(detail["adapter"])}`,
      notices: software ? ["This WebGPU adapter is software: right, but slow. simd is faster here."] : [],
    };
  } catch (error) {
    if (!Fault.is(error)) throw error;
    return openSimd([`WebGPU does not work here, so simd computes instead. ${error.message}`]);
  }
}

async function openSimd(notices: readonly string[]): Promise<OpenBackend> {
  const backend = await partOf(simd, "backend");
  const { detail } = await backend.activate();
  const threads = Number(detail["threads"]);
  return {
    backend: "simd",
    detail: `simd, ${threads} ${threads === 1 ? "thread" : "threads"}`,
    notices: globalThis.crossOriginIsolated
      ? notices
      : [
          ...notices,
          "This page is not cross-origin isolated, so simd computes with one thread. Serve it with the headers " +
            "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, as `pnpm explore` does.",
        ],
  };
}
