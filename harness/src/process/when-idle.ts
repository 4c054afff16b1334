/** Milliseconds between looks, and looks until a process counts as waiting for nothing. */
const [PAUSE, LOOKS] = [500, 16];

/**
 * Acts once where nothing is left that could wake this process, neither a timer nor a file, a socket or a
 * child, and its work is not done: what it waits for will never happen. As the engine compiles WebAssembly
 * without anything that Node knows of, it gets some seconds for that.
 */
export function whenIdle(act: () => void): void {
  let [looks, latest] = [0, 0];
  process.on("beforeExit", () => {
    const now = performance.now();
    looks = now - latest < 4 * PAUSE ? looks + 1 : 1;
    latest = now;
    if (looks > LOOKS) return;
    if (looks === LOOKS) act();
    else setTimeout(() => undefined, PAUSE);
  });
}
