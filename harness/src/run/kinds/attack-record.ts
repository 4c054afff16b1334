import { type Artifact, type StoredTensors, stored, takeTensor } from "@disentangle/artifacts";
import type { AttackRecord } from "@disentangle/core";
import * as v from "valibot";

const Audit = v.object({
  normExcess: v.number(),
  boxExcess: v.number(),
  notFinite: v.number(),
  zeroGradients: v.number(),
  startSuccess: v.number(),
  progress: v.object({ searches: v.number(), halfway: v.number(), end: v.number(), stalled: v.number() }),
  warnings: v.array(v.string()),
});

/** An attack record as an artifact: arrays as tensors, the audit as JSON. */
export function encodeRecord(record: AttackRecord): Artifact {
  const { norms, transfer, parts } = record;
  const { progress, warnings, ...audit } = record.audit;
  return {
    json: {
      ...(parts && { parts: [...parts.names] }),
      audit: { ...audit, progress: { ...progress }, warnings: [...warnings] },
    },
    tensors: {
      samples: stored(record.samples),
      correct: stored(record.correct),
      success: stored(record.success),
      iteration: stored(record.iteration),
      ...Object.fromEntries(Object.entries(norms).map(([norm, column]) => [NORM + norm, stored(column)])),
      imageL2: stored(record.imageL2),
      gradients: stored(record.gradients),
      forwards: stored(record.forwards),
      ...(parts && { found: stored(parts.found) }),
      ...(transfer && {
        sourceCorrect: stored(transfer.sourceCorrect),
        targetCorrect: stored(transfer.targetCorrect),
        sourceSuccess: stored(transfer.sourceSuccess),
      }),
    },
  };
}

/**
 * The record back; what the task knows of itself is given, not stored. Throws a Fault `bad-data` where an
 * array is missing.
 */
export function decodeRecord(
  known: Pick<AttackRecord, "cell" | "attack" | "space" | "radius" | "restarts">,
  { json, tensors }: Artifact,
): AttackRecord {
  const floats = (name: string): Float32Array => takeTensor(tensors, name, "F32").data;
  const { audit, parts } = v.parse(v.object({ audit: Audit, parts: v.optional(v.array(v.string())) }), json);
  const flags = (name: string): Uint8Array => takeTensor(tensors, name, "U8").data;
  return {
    ...known,
    samples: takeTensor(tensors, "samples", "I32").data,
    correct: flags("correct"),
    success: flags("success"),
    iteration: takeTensor(tensors, "iteration", "I32").data,
    norms: {
      ...Object.fromEntries(normNames(tensors).map((norm) => [norm, floats(NORM + norm)])),
      l0: floats(`${NORM}l0`),
      l1: floats(`${NORM}l1`),
      l2: floats(`${NORM}l2`),
      linf: floats(`${NORM}linf`),
    },
    imageL2: floats("imageL2"),
    gradients: takeTensor(tensors, "gradients", "I32").data,
    forwards: takeTensor(tensors, "forwards", "I32").data,
    ...(tensors["found"] && { parts: { names: parts ?? [], found: takeTensor(tensors, "found", "I32").data } }),
    ...(tensors["sourceSuccess"] && {
      transfer: { sourceCorrect: flags("sourceCorrect"), targetCorrect: flags("targetCorrect"), sourceSuccess: flags("sourceSuccess") },
    }),
    audit,
  };
}

/** Begins the name of every column that holds a norm. */
export const NORM = "norm/";

/** Ids of the norms that an attack's artifact has columns of. */
function normNames(tensors: StoredTensors): readonly string[] {
  return Object.keys(tensors).flatMap((name) => (name.startsWith(NORM) ? [name.slice(NORM.length)] : []));
}
