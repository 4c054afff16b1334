const works: string[] = [];

/**
 * Waits for work while its name is known to whoever must say what a process was doing when it came to grief.
 */
export async function doing<T>(what: string, work: () => Promise<T>): Promise<T> {
  works.push(what);
  try {
    return await work();
  } finally {
    works.splice(works.lastIndexOf(what), 1);
  }
}

/** The latest work that has begun and is not done; undefined where there is none. */
export function unfinished(): string | undefined {
  return works.at(-1);
}
