import { OPERATIONS_PER_TURN, PEAK_OPERATIONS, peakModule } from "./peak-module.ts";

const relaxed = WebAssembly.validate(peakModule(true));
const { instance } = await WebAssembly.instantiate(peakModule(relaxed));

/** Runs the loop so many times. */
export const spin = instance.exports["spin"] as (turns: number) => number;

/** Turns of the loop that make {@link PEAK_OPERATIONS}. */
export const turns: number = Math.round(PEAK_OPERATIONS / OPERATIONS_PER_TURN);

// V8 compiles a loop well only after it ran for a while.
for (let i = 0; i < 10; i++) spin(turns);
