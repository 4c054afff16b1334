import { Random, type Attack, type Problem } from "@disentangle/core";
import {
  affineDecoder,
  convolution,
  crossEntropyObjective,
  flatten,
  imageSpace,
  latentSpace,
  linear,
  misclassified,
  network,
  relu,
} from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { demand, type Law } from "../law.ts";
import { onBackend, onReference } from "./on-backend.ts";
import type { AgreementSubject } from "./subject.ts";

const [SIDE, CLASSES, ROWS] = [8, 4, 24];

/**
 * Margin of logits, relative to the largest logit (at least 1), below which rounding may decide which class
 * is predicted.
 */
const MARGIN = 1e-2;

/**
 * Share of rows whose points may differ by more than {@link POINTS}: one ReLU on the other side of zero turns
 * an attack elsewhere.
 */
const ASTRAY = 0.1;
const POINTS = 1e-3;

/** Radii small enough that some rows fall and some stand. */
const KINDS = { image: 0.1, latent: 0.12 } as const;
type Kind = keyof typeof KINDS;

/** Whole attacks, same seed and same start, on both backends; both results are judged on the reference. */
export const attackAgreementLaws: readonly Law<AgreementSubject>[] = (Object.keys(KINDS) as Kind[]).map((kind) => ({
  promise: `whole attacks in ${kind} space agree, but where a logit margin is within tolerance`,
  async check({ backend, attacks }) {
    const labels = await onReference(() => predictions(kind));
    for (const attack of attacks) {
      const expected = await onReference(() => pointsOf(attack, kind, labels));
      const actual = await onBackend(backend, () => pointsOf(attack, kind, labels));
      const [before, after] = await onReference(() => Promise.all([marginsOf(expected, kind, labels), marginsOf(actual, kind, labels)]));
      const all = Array.from({ length: ROWS }, (_, row) => row);
      const flipped = all.filter((row) => (before[row] as number) < 0 !== (after[row] as number) < 0);
      const astray = all.filter((row) => distance(expected, actual, row) > POINTS);
      const wide = flipped.filter((row) => Math.min(Math.abs(before[row] as number), Math.abs(after[row] as number)) > MARGIN);
      const margins = wide.map((row) => `row ${row}: ${before[row]} and ${after[row]}`).join("; ");
      demand(
        wide.length === 0,
        `Success of ${attack.id} differs in ${wide.length} of ${ROWS} rows whose relative margins are above ${MARGIN}: ${margins}.`,
      );
      const solved = before.filter((margin) => margin < 0).length;
      demand(
        solved > 0 && solved < ROWS,
        `${attack.id} solves ${solved} of ${ROWS} rows, which compares nothing: make it stronger or weaker.`,
      );
      demand(
        astray.length <= ASTRAY * ROWS,
        `The points of ${attack.id} differ by more than ${POINTS} in ${astray.length} of ${ROWS} rows.`,
      );
    }
  },
}));

async function pointsOf(attack: Attack, kind: Kind, labels: Int32Array): Promise<Float32Array> {
  using scene = makeScene(kind, labels);
  const { origin } = scene.problem.space;
  // A cube's corner is as far from its centre, in the norm of the attack.
  const size = origin.size / ROWS;
  const corner = attack.norm.distance(new Float32Array(size).fill(1), new Float32Array(size), 0, size);
  const radius = scene.problem.radius.map((side) => side * corner);
  using proposal = await attack.perturb({ ...scene.problem, radius }, Random.seeded(3).fork("attack"), new AbortController().signal);
  return (await proposal.points.data()).slice() as Float32Array;
}

/**
 * Logit of the class minus the largest other one, relative to the largest logit (at least 1); below zero
 * where the attack has succeeded.
 */
async function marginsOf(points: Float32Array, kind: Kind, labels: Int32Array): Promise<readonly number[]> {
  using scene = makeScene(kind, labels);
  const logits = await logitsOf(scene, tf.tensor(points, scene.problem.space.origin.shape));
  return logits.map((scores, row) => {
    const label = labels[row] as number;
    const others = scores.filter((_, i) => i !== label);
    return ((scores[label] as number) - Math.max(...others)) / Math.max(1, ...scores.map(Math.abs));
  });
}

/** The classes predicted at the origin, which make labels of which no row is solved at once. */
async function predictions(kind: Kind): Promise<Int32Array> {
  using scene = makeScene(kind, new Int32Array(ROWS));
  const logits = await logitsOf(scene, scene.problem.space.origin.clone());
  return Int32Array.from(logits, (scores) => scores.indexOf(Math.max(...scores)));
}

/** Logits of each row at those points, of which it disposes. */
async function logitsOf({ problem }: Scene, points: tf.Tensor): Promise<readonly (readonly number[])[]> {
  const logits = tf.tidy(() => problem.classify(problem.space.render(points)));
  const values = await logits.data();
  tf.dispose([logits, points]);
  return Array.from({ length: ROWS }, (_, row) => Array.from(values.slice(row * CLASSES, (row + 1) * CLASSES)));
}

/** Largest difference of two points. */
function distance(a: Float32Array, b: Float32Array, row: number): number {
  const size = a.length / ROWS;
  let largest = 0;
  for (let i = row * size; i < (row + 1) * size; i++) largest = Math.max(largest, Math.abs((a[i] as number) - (b[i] as number)));
  return largest;
}

interface Scene extends Disposable {
  readonly problem: Problem;
}

/** The same small problem on whichever backend is active. */
function makeScene(kind: Kind, labels: Int32Array): Scene {
  const random = Random.seeded(11);
  const layers = [convolution({ channels: 6, kernel: 4, stride: 2, pad: 1 }), relu(), flatten(), linear(16), relu(), linear(CLASSES)];
  const classifier = network(layers, { image: [SIDE, SIDE, 1], classes: CLASSES }, random.fork("classifier"));
  const frozen = classifier.freeze();
  const images = tf.tensor4d(numbers(ROWS * SIDE * SIDE, random.fork("images")), [ROWS, SIDE, SIDE, 1]);
  const drawn = numbers(ROWS * 6, random.fork("codes")).map((value, i) => 0.2 * (value - 0.5) + (i % 6 === 4 ? 1 : 0));
  const codes = tf.tensor2d(drawn, [ROWS, 6]);
  const bounds = { lower: [-0.3, -0.3, -0.5, -0.5, 0.7, -0.8], upper: [0.3, 0.3, 0.5, 0.5, 1.3, 0.8] };
  const space =
    kind === "image" ? imageSpace(images) : latentSpace({ name: "latent/affine", codes, ...bounds, decoder: affineDecoder(images) });
  tf.dispose([images, codes]);
  return {
    problem: {
      classify: (x) => frozen.classify(x),
      space,
      labels,
      samples: Int32Array.from({ length: ROWS }, (_, row) => row),
      radius: new Float32Array(ROWS).fill(KINDS[kind]),
      criterion: misclassified,
      objective: crossEntropyObjective,
    },
    [Symbol.dispose]: () => [space, frozen, classifier].forEach((owned) => owned[Symbol.dispose]()),
  };
}

function numbers(size: number, random: Random): Float32Array {
  return Float32Array.from({ length: size }, () => random.uniform());
}
