/**
 * Exit statuses of the command line. Verdicts have numbers that Node, shells and package managers never end
 * with by themselves: Node takes 1 to 14, shells 126 to 165, package managers 1.
 */
export const EXIT = {
  supported: 0,
  usage: 2,
  failed: 4,
  refuted: 20,
  inconclusive: 21,
  differ: 22,
  interrupted: 130,
} as const;
