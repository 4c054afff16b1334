/** Seconds for which the same is not said again. */
const QUIET = 300;

/** Says things, the same not again within five minutes. @internal */
export function sparingly(note: (text: string) => void): (text: string) => void {
  const said = new Map<string, number>();
  return (text) => {
    const [now, before] = [performance.now(), said.get(text)];
    if (before !== undefined && now - before < QUIET * 1000) return;
    said.set(text, now);
    note(text);
  };
}
