/** Words as a file name: small letters, digits and hyphens. */
export function slug(words: string): string {
  return words
    .toLowerCase()
    .replaceAll("ε", "epsilon")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

/** Tells equal names apart by a number. */
export function uniqueNames(): (name: string) => string {
  const taken = new Map<string, number>();
  return (name) => {
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  };
}
