import type { ReportedInterval, MaybeFinite } from "@disentangle/artifacts";

/**
 * A number as a reader wants it: three decimals below ten, zero too, so that what stands in one column has as
 * many; four digits above; a dash for what is not finite. Minus signs are true ones.
 */
export function formatNumber(value: MaybeFinite): string {
  if (value === null) return "–";
  const size = Math.abs(value);
  if (size >= 10) return minus((Number.isInteger(value) ? value : Number(value.toPrecision(4))).toLocaleString("en"));
  return minus(size > 0 && size < 0.0005 ? value.toExponential(1) : size.toFixed(3) === "0.000" ? "0.000" : value.toFixed(3));
}

/** Hyphens of numbers as minus signs. */
function minus(text: string): string {
  return text.replaceAll("-", "−");
}

/**
 * An estimate as {@link formatNumber}, but never in powers of ten, which would stand among three decimals.
 */
export function formatEstimate(value: MaybeFinite): string {
  if (value === null || value === 0 || Math.abs(value) >= 0.0005) return formatNumber(value);
  return value > 0 ? "<0.001" : "0.000";
}

/** An interval of an estimate in brackets; nothing where there is none. */
export function formatInterval(interval: ReportedInterval | null): string {
  return interval === null ? "" : `[${formatEstimate(interval[0])}, ${formatEstimate(interval[1])}]`;
}

/** A share in percent, one decimal, without the sign. */
export function formatPercent(share: MaybeFinite): string {
  return share === null ? "–" : minus((100 * share).toFixed(1));
}

/** An interval of shares in percent. */
export function formatPercentInterval(interval: ReportedInterval | null): string {
  return interval === null ? "" : `[${formatPercent(interval[0])}, ${formatPercent(interval[1])}]`;
}

/** A point in time as ISO 8601 gives it, to the minute. */
export function formatTime(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? iso : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A count with thousands set apart. */
export function formatCount(count: number): string {
  return count.toLocaleString("en");
}

/** A text in which sizes such as `N = 4000` are written as {@link formatCount} writes them. */
export function sizesSetApart(text: string): string {
  return text.replaceAll(/\bN = \d+(?:, \d+)*/g, (sizes) => sizes.replaceAll(/\d{4,}/g, (size) => formatCount(Number(size))));
}

/** A text whose lines never end within `N = 4,000` or `79 %`. */
export function keptTogether(text: string): string {
  return text.replaceAll(/(?<=\bN) = (?=\d)/g, "\u00a0=\u00a0").replaceAll(/(?<=\d) %/g, "\u00a0%");
}

/** A training size short enough for an axis: 250, 1k, 2.5k. */
export function formatSize(size: number): string {
  return size >= 1000 ? `${Number((size / 1000).toPrecision(3))}k` : String(size);
}

/** A time span: 0.4 s, 42 s, 3 min 20 s, 2 h 5 min. */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
