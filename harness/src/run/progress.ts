import { styleText } from "node:util";
import { createLogUpdate } from "log-update";
import { formatClock } from "./format-clock.ts";

/** What of a run's outlook is shown. */
interface Outlook {
  readonly done: number;
  readonly total: number;
  /** Undefined where it is not known. */
  secondsLeft(): number | undefined;
}

/** Told what a run is doing. */
export interface Progress {
  /** A task begins. */
  start(label: string): void;
  /** How far a running task is, in [0, 1]. */
  advance(label: string, fraction: number, detail: string | undefined, machine?: string): void;
  /** A task is done, computed or found. */
  finish(label: string, seconds: number, cached: boolean, detail: string | undefined, machine?: string): void;
  /** Something a reader should know. */
  note(text: string): void;
  close(): void;
}

/**
 * Lines that are repainted on a terminal, one for each running task; elsewhere a plain line per finished
 * task, and one now and then where none finishes for long.
 */
export function makeProgress(stream: NodeJS.WriteStream, outlook: Outlook): Progress {
  return stream.isTTY ? new TerminalProgress(stream, outlook) : plainProgress(stream, outlook);
}

/** Milliseconds of silence after which a plain line tells what is under way. */
const SILENCE = 60_000;

function plainProgress(stream: NodeJS.WriteStream, outlook: Outlook): Progress {
  const running = new Map<string, number>();
  let spoke = Date.now();
  const say = (line: string): void => {
    spoke = Date.now();
    stream.write(`${line}\n`);
  };
  return {
    start: (label) => void running.set(label, 0),
    advance(label, fraction) {
      if (running.has(label)) running.set(label, fraction);
      if (Date.now() - spoke < SILENCE) return;
      const shares = [...running].map(([name, share]) => `${name} ${Math.floor(100 * share)} %`);
      say(`[${outlook.done}/${outlook.total}] under way: ${shares.join("; ")}${timeLeft(outlook)}`);
    },
    finish(label, seconds, cached, detail, machine) {
      running.delete(label);
      const where = machine === undefined ? "" : ` on ${machine}`;
      const time = cached ? "already there" : `${seconds.toFixed(1)} s${where}`;
      const rest = cached || outlook.done === outlook.total ? "" : timeLeft(outlook);
      say(`[${outlook.done}/${outlook.total}] ${label}${detail === undefined ? "" : `: ${detail}`} (${time}${rest})`);
    },
    note: say,
    close: () => undefined,
  };
}

function timeLeft(outlook: Outlook): string {
  const left = outlook.secondsLeft();
  return left === undefined ? "" : `, about ${formatClock(left)} left`;
}

const BAR = 16;

class TerminalProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #outlook: Outlook;
  readonly #live: ReturnType<typeof createLogUpdate>;
  readonly #began = Date.now();
  readonly #running = new Map<string, { fraction: number; detail: string; machine?: string | undefined }>();
  #painted = 0;

  constructor(stream: NodeJS.WriteStream, outlook: Outlook) {
    this.#stream = stream;
    this.#outlook = outlook;
    this.#live = createLogUpdate(stream, { showCursor: true });
  }

  start(label: string): void {
    this.#running.set(label, { fraction: 0, detail: "" });
    this.#paint(true);
  }

  advance(label: string, fraction: number, detail: string | undefined, machine?: string): void {
    const entry = this.#running.get(label);
    if (entry === undefined) return;
    entry.fraction = fraction;
    entry.detail = detail ?? entry.detail;
    entry.machine = machine ?? entry.machine;
    this.#paint(false);
  }

  finish(label: string, seconds: number, cached: boolean, detail: string | undefined, machine?: string): void {
    this.#running.delete(label);
    if (cached) return;
    const found = detail === undefined ? "" : styleText("dim", `  ${detail}`);
    this.note(
      `${styleText("green", "✓")} ${label}${found} ${styleText("dim", `${seconds.toFixed(1)} s${machine === undefined ? "" : ` on ${machine}`}`)}`,
    );
  }

  note(text: string): void {
    this.#live.clear();
    this.#stream.write(`${text}\n`);
    this.#paint(true);
  }

  close(): void {
    this.#live.clear();
  }

  #paint(now: boolean): void {
    if (!now && Date.now() - this.#painted < 100) return;
    this.#painted = Date.now();
    const { done, total } = this.#outlook;
    const elapsed = formatClock((Date.now() - this.#began) / 1000);
    const times = `${elapsed}${timeLeft(this.#outlook)}`;
    const room = (this.#stream.columns ?? 80) - 1;
    const lines = [...this.#running].map(([label, { fraction, detail: words, machine }]) => {
      const detail = [words, ...(machine === undefined ? [] : [`on ${machine}`])].filter((word) => word !== "").join(" ");
      const filled = Math.round(fraction * BAR);
      const bar = "━".repeat(filled) + styleText("dim", "━".repeat(BAR - filled));
      return `${bar} ${label.slice(0, Math.max(0, room - BAR - 2 - detail.length))} ${styleText("cyan", detail)}`;
    });
    this.#live([...lines, styleText("dim", `${done}/${total} tasks, ${times}`)].join("\n"));
  }
}
