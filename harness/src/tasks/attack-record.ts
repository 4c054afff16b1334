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
  const { norms, transfer } = record;
  const { progress, warnings, ...audit } = record.audit;
  return {
    json: { audit: { ...audit, progress: { ...progress }, warnings: [...warnings] } },
    tensors: {
      samples: stored(record.samples),
      correct: stored(record.correct),
      success: stored(record.success),
      iteration: stored(record.iteration),
      l0: stored(norms.l0),
      l1: stored(norms.l1),
      l2: stored(norms.l2),
      linf: stored(norms.linf),
      imageL2: stored(record.imageL2),
      gradients: stored(record.gradients),
      ...(transfer && {
        sourceCorrect: stored(transfer.sourceCorrect),
        targetCorrect: stored(transfer.targetCorrect),
        sourceSuccess: stored(transfer.sourceSuccess),
      }),
    },
  };
}

/** The record back; what the task knows of itself is given, not stored. Throws a Fault `bad-data` where an array is missing. */
export function decodeRecord(
  known: Pick<AttackRecord, "cell" | "attack" | "space" | "radius" | "restarts">,
  json: unknown,
  tensors: StoredTensors,
): AttackRecord {
  const floats = (name: string): Float32Array => takeTensor(tensors, name, "F32").data;
  const flags = (name: string): Uint8Array => takeTensor(tensors, name, "U8").data;
  return {
    ...known,
    samples: takeTensor(tensors, "samples", "I32").data,
    correct: flags("correct"),
    success: flags("success"),
    iteration: takeTensor(tensors, "iteration", "I32").data,
    norms: { l0: floats("l0"), l1: floats("l1"), l2: floats("l2"), linf: floats("linf") },
    imageL2: floats("imageL2"),
    gradients: takeTensor(tensors, "gradients", "I32").data,
    ...(tensors["sourceSuccess"] && {
      transfer: { sourceCorrect: flags("sourceCorrect"), targetCorrect: flags("targetCorrect"), sourceSuccess: flags("sourceSuccess") },
    }),
    audit: v.parse(v.object({ audit: Audit }), json).audit,
  };
}
