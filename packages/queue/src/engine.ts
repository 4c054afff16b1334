/** Before the names of all keys in Redis, so that others may use the same server. */
export const PREFIX = "disentangle";
/** How often a task may fail; it then ends the run. */
export const TRIES = 3;
/**
 * How often a machine may vanish with the task; a task that takes every machine down is not tried for ever.
 */
export const LOST = 9;
/** What happens once a machine vanished more often, in the engine's words. */
export const STALLED = "job stalled more than allowable limit";
/** Seconds for which what is done stays to be looked at. */
export const KEPT = 24 * 60 * 60;
/** Seconds after which the task of a machine that is silent is given to another. */
export const LEASE = 30;
/** Seconds that the server may owe an answer; it then counts as away. */
export const SILENCE = 20;
