export { Moments } from "./moments.ts";
export { descending, leadingComponents, type Components } from "./principal-components.ts";
