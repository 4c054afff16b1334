import type { Measured } from "./measure.ts";
import type { Work } from "./works.ts";
import { PEAK_OPERATIONS } from "./peak-module.ts";

/** Results by work and contender. */
export type Results = ReadonlyMap<Work, Readonly<Record<string, Measured>>>;

const COLUMNS = ["simd", "simd 1 thread", "torch", "jax", "tensorflow", "node-gpu", "wasm", "cpu"];
/** Libraries that are not tfjs. */
const PEERS = ["torch", "jax", "tensorflow"];

/**
 * Two Markdown tables, with columns for who took part: milliseconds of all works with ratios of medians, and
 * operations per second of the kernels with shares of the peak.
 */
export function tables(results: Results, threads: number): string {
  const tookPart = (names: readonly string[]): readonly string[] => names.filter((name) => [...results.values()].some((by) => name in by));
  const [columns, peers] = [tookPart(COLUMNS), tookPart(PEERS)];
  const others = columns.filter((name) => name !== "simd");
  const works = [...results].map(([work, by]) => [
    work.title,
    ...columns.map((name) => time(by[name])),
    ...others.map((name) => ratio(by[name], by["simd"])),
  ]);
  const kernels = [...results].flatMap(([{ title, operations }, by]) => {
    if (operations === undefined) return [];
    const peaks = [rate(PEAK_OPERATIONS * threads, by["peak"]), rate(PEAK_OPERATIONS, by["peak 1 thread"])] as const;
    const own = [rate(operations, by["simd"]), rate(operations, by["simd 1 thread"])] as const;
    return [
      [
        title,
        ...own.map(number),
        ...peers.map((name) => number(rate(operations, by[name]))),
        ...peaks.map(number),
        share(own[0], peaks[0]),
        share(own[1], peaks[1]),
      ],
    ];
  });
  const parts = [
    table(["median ms (least to most)", ...columns, ...others.map((name) => `× faster than ${name}`)], works),
    ...(kernels.length > 0
      ? [
          table(
            ["GFLOP/s", "simd", "simd 1 thread", ...peers, "WASM peak", "WASM peak 1 thread", "share of peak", "share, 1 thread"],
            kernels,
          ),
        ]
      : []),
  ];
  return parts.join("\n\n");
}

function time(measured: Measured | undefined): string {
  if (measured === undefined) return "";
  if ("why" in measured) return "-";
  return `${digits(measured.median)} (${digits(measured.least)} to ${digits(measured.most)})`;
}

function ratio(other: Measured | undefined, own: Measured | undefined): string {
  if (other === undefined || own === undefined || "why" in other || "why" in own) return "";
  return digits(other.median / own.median);
}

/** Billions of operations per second. */
function rate(operations: number, measured: Measured | undefined): number | undefined {
  return measured === undefined || "why" in measured ? undefined : operations / measured.median / 1e6;
}

function share(own: number | undefined, peak: number | undefined): string {
  return own === undefined || peak === undefined ? "" : `${Math.round((100 * own) / peak)} %`;
}

function number(value: number | undefined): string {
  return value === undefined ? "" : digits(value);
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "--:"))), ...rows.map(line)].join("\n");
}
