import { printable } from "../../src/process/printable.ts";

/** What went wrong, and how much was tried. */
export class Findings {
  readonly #say: (line: string) => void;
  readonly #rounds = new Map<string, number>();
  readonly #notes: string[] = [];
  #found = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get found(): number {
    return this.#found;
  }

  /** How often something of that kind was tried, by kind. */
  get rounds(): ReadonlyMap<string, number> {
    return this.#rounds;
  }

  /** What could not be tried here, in words. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  count(kind: string): void {
    this.#rounds.set(kind, (this.#rounds.get(kind) ?? 0) + 1);
  }

  /** Counts a round, and says a line for each thing that was wrong with it. */
  judge(kind: string, deed: string, wrongs: readonly string[]): void {
    this.count(kind);
    for (const wrong of wrongs) {
      this.#found++;
      this.#say(`FOUND ${kind}: ${oneLine(deed)}: ${oneLine(wrong)}`);
    }
  }

  note(text: string): void {
    this.#notes.push(text);
  }
}

/** A line that a person can read, of whatever length the text is. */
function oneLine(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, " ").trim());
  return line.length > 600 ? `${line.slice(0, 600)}…` : line;
}
