/**
 * Queries, of 10,000, after which the share of changed coordinates is halved (Andriushchenko et al. 2020,
 * Section 3.2).
 */
const HALVINGS = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000] as const;

/**
 * Share of the coordinates that a proposal changes.
 *
 * @param query number of the proposal, from 0
 * @param queries how many there are
 */
export function shareAt(query: number, queries: number, first: number): number {
  const of10000 = (query / queries) * 10_000;
  return first / 2 ** HALVINGS.filter((end) => of10000 > end).length;
}
