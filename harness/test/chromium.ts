import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/**
 * Where Chromium is, by the environment variable CHROMIUM or as Debian installs it; undefined where it is
 * not.
 */
export function findChromium(): string | undefined {
  return [process.env["CHROMIUM"], "/usr/bin/chromium"].find((path) => path !== undefined && existsSync(path));
}

/**
 * Starts a browser that fetches nothing of its own accord; with WebGPU, unless told otherwise, on the
 * software adapter it brings.
 */
export async function startChromium(executablePath: string, { webgpu = true }: { readonly webgpu?: boolean } = {}): Promise<Browser> {
  const quiet = ["--no-first-run", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const gpu = webgpu ? ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] : ["--disable-gpu"];
  return chromium.launch({ executablePath, args: ["--no-sandbox", ...quiet, ...gpu] });
}
