/** What {@link withinTime} throws where an answer comes too late. @internal */
export const LATE: unique symbol = Symbol("late");

/** An answer, or {@link LATE} after so many milliseconds; what it says later is not heard. @internal */
export async function withinTime<T>(answer: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(LATE), limit);
  });
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
