import type { Backend } from "./backend.ts";
import type { Dataset } from "./dataset.ts";
import { token, type Token } from "./scope.ts";

/** The backend of the run, active by the time any other part is made. */
export const BACKEND: Token<Backend> = token("backend");
/** The dataset of the run. */
export const DATASET: Token<Dataset> = token("dataset");
