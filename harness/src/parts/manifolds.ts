import { artifactTensors } from "../run/kinds/stored-tensors.ts";
import {
  Fault,
  isLearned,
  type KnownOfCodes,
  type LearnedManifold,
  type Lesson,
  type Manifold,
  type NamedTensors,
} from "@disentangle/core";
import type { Artifact } from "@disentangle/artifacts";
import * as tf from "@tensorflow/tfjs";
import type { Identity } from "./part-identity.ts";

/** A manifold of a run: known at once, ready once its lessons are learned. */
export interface RunManifold {
  readonly id: string;
  readonly identity: Identity;
  readonly exact: boolean;
  /** What is known of its codes; absent where it has none. */
  readonly codes?: KnownOfCodes;
  /** What must be learned first; empty where it is ready. */
  readonly lessons: readonly Lesson[];
  /** The manifold itself, made of the artifacts of its lessons; made once. */
  ready(artifactOf: (lesson: string) => Promise<Artifact>): Promise<Manifold>;
}

/** @param own takes over what must be freed with the run */
export function runManifold(identity: Identity, made: Manifold | LearnedManifold, own: <T>(value: T) => T): RunManifold {
  const { id } = identity;
  if (!isLearned(made)) {
    own(made);
    const { exact, codes } = made;
    return { id, identity, exact, ...(codes && { codes }), lessons: [], ready: () => Promise.resolve(made) };
  }
  demandLessons(id, made.lessons);
  let assembled: Promise<Manifold> | undefined;
  return {
    id,
    identity,
    exact: made.exact,
    ...(made.codes && { codes: made.codes }),
    lessons: made.lessons,
    ready: (artifactOf) => (assembled ??= assemble(made, artifactOf).then(own)),
  };
}

async function assemble(learned: LearnedManifold, artifactOf: (lesson: string) => Promise<Artifact>): Promise<Manifold> {
  const tensors = new Map<string, NamedTensors>();
  try {
    for (const { id } of learned.lessons) tensors.set(id, artifactTensors(await artifactOf(id)));
    return learned.assemble(tensors);
  } finally {
    for (const named of tensors.values()) tf.dispose({ ...named });
  }
}

function demandLessons(manifold: string, lessons: readonly Lesson[]): void {
  const names = lessons.map(({ id }) => id);
  const priceless = lessons.find(({ cost }) => !(Number.isFinite(cost) && cost > 0));
  if (priceless !== undefined) {
    throw new Fault("bad-plugin", `The manifold ${manifold} says that the lesson "${priceless.id}" costs ${priceless.cost}.`, {
      value: priceless.cost,
      mend: "Give the seconds that it takes on one core, roughly: a number above 0.",
    });
  }
  const wrong = names.find((name, i) => !/^[a-z0-9][a-z0-9-]*$/.test(name) || names.indexOf(name) < i);
  if (wrong === undefined) return;
  throw new Fault("bad-plugin", `The manifold ${manifold} has a lesson "${wrong}", which is no name or stands there twice.`, {
    value: names,
    mend: "Give every lesson a name of its own, of small letters, digits and hyphens.",
  });
}
