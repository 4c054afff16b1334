import type { Contender } from "./contender.ts";
import type { Answer } from "./messages.ts";
import type { Work } from "./works.ts";

/** Milliseconds of one contender at one work, or why there are none. */
export type Measured =
  | { readonly median: number; readonly least: number; readonly most: number; readonly runs: number }
  | { readonly why: string };

/** Milliseconds a contender may take for a work, beyond the first run: slow ones are asked less often. */
const PATIENCE = 15_000;

/**
 * Milliseconds of untimed work before each round. While others had their turn, threads slept; woken, several
 * share a core until the system spreads them, and caches are cold: for milliseconds, as long as a small work
 * takes.
 */
const WARM = 100;

/** Lets the contenders do a work in turns, so that what else the machine does hits all alike. */
export async function measure(work: Work, contenders: readonly Contender[]): Promise<Readonly<Record<string, Measured>>> {
  const samples = new Map<Contender, number[]>();
  const spent = new Map<Contender, number>();
  const results: Record<string, Measured> = {};
  const take = (contender: Contender, answer: Answer): readonly number[] => {
    if ("milliseconds" in answer) return answer.milliseconds;
    results[contender.name] = { why: answer.error };
    samples.delete(contender);
    return [];
  };
  for (const contender of contenders) {
    const isPeak = contender.name.startsWith("peak");
    if (isPeak && work.operations === undefined) continue;
    const without = work.without?.[contender.name];
    if (without !== undefined) {
      results[contender.name] = { why: without };
      continue;
    }
    samples.set(contender, []);
    const first = take(contender, await contender.ask({ order: "prepare", work: work.name }))[0] ?? 0;
    // So slow that its first run must do.
    if (first > PATIENCE) samples.get(contender)?.push(first);
    spent.set(contender, first > PATIENCE ? first : 0);
  }
  for (let round = 0; round < work.rounds; round++) {
    for (const [contender, times] of samples) {
      const used = spent.get(contender) ?? 0;
      if (used > PATIENCE) continue;
      const start = performance.now();
      const slow = used > 0 && used / Math.max(1, times.length) > PATIENCE / 20;
      times.push(...take(contender, await contender.ask({ order: "time", runs: slow ? 1 : work.runs, warm: slow ? 0 : WARM })));
      spent.set(contender, used + performance.now() - start);
    }
  }
  for (const [contender, times] of samples) if (times.length > 0) results[contender.name] = summary(times);
  return results;
}

function summary(times: readonly number[]): Measured {
  const sorted = times.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)!, runs: sorted.length };
}
