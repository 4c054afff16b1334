import type { Proposal } from "@disentangle/core";
import type { Look, State } from "./method.ts";
import type { OpenRows } from "./open-rows.ts";

/** Collects what an attack proposes from the looks it takes. */
export interface ProposalCollector<S extends State> extends Disposable {
  /**
   * Takes what it wants of a look; answers with the positions of the rows that go on, or nothing where all
   * do.
   */
  take(look: Look, iteration: number, rows: OpenRows, state: S): Promise<Int32Array | undefined>;
  /** The proposal; the collector is empty afterwards. */
  finish(): Promise<Proposal>;
}
