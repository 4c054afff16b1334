import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * The NVIDIA GPUs of this machine and their driver, as `nvidia-smi` names them; nothing where there is none.
 */
export async function gpuFacts(): Promise<{ readonly gpu?: string; readonly driver?: string }> {
  try {
    const query = ["--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"];
    const { stdout } = await promisify(execFile)("nvidia-smi", query, { timeout: 10_000 });
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => line.split(", "));
    return { gpu: rows.map(([name, memory]) => `${name} (${memory})`).join(", "), driver: rows[0]?.[2] ?? "unknown" };
  } catch {
    return {};
  }
}
