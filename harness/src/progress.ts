import { styleText } from "node:util";

/** Told what a run is doing. */
export interface Progress {
  /** A task begins. */
  start(label: string): void;
  /** How far the current task is, in [0, 1]. */
  advance(fraction: number, detail: string | undefined): void;
  /** The current task is done, computed or found. */
  finish(label: string, seconds: number, cached: boolean, detail: string | undefined): void;
  /** Something a reader should know. */
  note(text: string): void;
  close(): void;
}

/** What the time left is estimated from. */
export interface Outlook {
  /** Tasks done, of how many. */
  readonly done: number;
  readonly total: number;
  /** Seconds left, undefined while nothing has been measured. */
  secondsLeft(fractionOfCurrent: number): number | undefined;
}

/** One line that is repainted on a terminal; a plain line per finished task elsewhere. */
export function makeProgress(stream: NodeJS.WriteStream, outlook: Outlook): Progress {
  return stream.isTTY ? new TerminalProgress(stream, outlook) : new PlainProgress(stream, outlook);
}

class PlainProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #outlook: Outlook;
  constructor(stream: NodeJS.WriteStream, outlook: Outlook) {
    this.#stream = stream;
    this.#outlook = outlook;
  }
  start(): void {}
  advance(): void {}
  finish(label: string, seconds: number, cached: boolean, detail: string | undefined): void {
    const { done, total } = this.#outlook;
    const left = this.#outlook.secondsLeft(0);
    const time = cached ? "already there" : `${seconds.toFixed(1)} s`;
    const rest = left === undefined || done === total ? "" : `, about ${formatSeconds(left)} left`;
    this.#stream.write(`[${done}/${total}] ${label}${detail === undefined ? "" : `: ${detail}`} (${time}${rest})\n`);
  }
  note(text: string): void {
    this.#stream.write(`${text}\n`);
  }
  close(): void {}
}

class TerminalProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #outlook: Outlook;
  readonly #began = Date.now();
  #label = "";
  #painted = 0;
  constructor(stream: NodeJS.WriteStream, outlook: Outlook) {
    this.#stream = stream;
    this.#outlook = outlook;
  }
  start(label: string): void {
    this.#label = label;
    this.#paint(0, undefined, true);
  }
  advance(fraction: number, detail: string | undefined): void {
    this.#paint(fraction, detail, false);
  }
  finish(label: string, seconds: number, cached: boolean, detail: string | undefined): void {
    if (cached) return;
    this.note(
      `${styleText("green", "✓")} ${label}${detail === undefined ? "" : styleText("dim", `  ${detail}`)} ${styleText("dim", `${seconds.toFixed(1)} s`)}`,
    );
  }
  note(text: string): void {
    this.#stream.write(`\r\u001B[K${text}\n`);
  }
  close(): void {
    this.#stream.write("\r\u001B[K");
  }
  #paint(fraction: number, detail: string | undefined, now: boolean): void {
    if (!now && Date.now() - this.#painted < 100) return;
    this.#painted = Date.now();
    const { done, total } = this.#outlook;
    const left = this.#outlook.secondsLeft(fraction);
    const width = 16;
    const filled = Math.round(fraction * width);
    const bar = "━".repeat(filled) + styleText("dim", "━".repeat(width - filled));
    const elapsed = formatSeconds((Date.now() - this.#began) / 1000);
    const times = left === undefined ? elapsed : `${elapsed}, about ${formatSeconds(left)} left`;
    const plain = `${done}/${total} ${"━".repeat(width)} ${this.#label} ${detail ?? ""} ${times}`;
    const room = (this.#stream.columns ?? 80) - 1;
    const shown = plain.length > room ? this.#label.slice(0, Math.max(0, this.#label.length - (plain.length - room))) : this.#label;
    this.#stream.write(`\r\u001B[K${done}/${total} ${bar} ${shown} ${styleText("cyan", detail ?? "")} ${styleText("dim", times)}`);
  }
}

/** `75` as `1:15`, `4000` as `1:06:40`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
