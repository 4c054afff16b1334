/** What makes a comparison fail. */
export const FAILURES = ["verdict", "beyond-interval", "nothing"] as const;
