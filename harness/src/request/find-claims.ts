import { Fault, type Claim } from "@disentangle/core";
import { didYouMean } from "./nearest.ts";

/** The claims of those ids. Throws a Fault `unknown-part` where there is none of a name. */
export function findClaims(known: readonly Claim[], ids: readonly string[]): readonly Claim[] {
  const names = known.map(({ id }) => id);
  return ids.map((id) => {
    const claim = known.find((one) => one.id === id);
    if (claim !== undefined) return claim;
    throw new Fault("unknown-part", `There is no claim "${id}".`, {
      value: id,
      mend: `${didYouMean(id, names)}Choose among ${names.join(", ")}.`,
    });
  });
}
