export { hashSplits } from "./hash-splits.ts";
export { readIdxSplits, type IdxLayout, type IdxNames } from "./read-idx-splits.ts";
export { readSample, writeSample, type SampleCard, type SampleOrder } from "./sample.ts";
