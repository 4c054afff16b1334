import { Fault, type LearningState } from "@disentangle/core";
import type { Adam } from "@disentangle/ops";
import type * as tf from "@tensorflow/tfjs";
import * as v from "valibot";

/** What learns: modules by name with all that must be kept of them, and the optimisers that change them. */
export interface Learner {
  /** Such as `classifier`, or `encoder`, `decoder` and `discriminator`. */
  readonly modules: Readonly<Record<string, { state(): Readonly<Record<string, tf.Variable>> }>>;
  readonly optimisers: Readonly<Record<string, Adam>>;
}

const Saved = v.object({
  curves: v.record(v.string(), v.array(v.number())),
  steps: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))),
});

/**
 * The state after an epoch; its tensors are the live ones, `<module>/<name>` and `optimiser/<name>/<moment>`.
 */
export function stateOf({ modules, optimisers }: Learner, curves: Readonly<Record<string, readonly number[]>>): LearningState {
  const states = Object.entries(optimisers).map(([name, optimiser]) => [name, optimiser.state()] as const);
  return {
    json: {
      curves: Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, [...curve]])),
      steps: Object.fromEntries(states.map(([name, { step }]) => [name, step])),
    },
    tensors: tensorsOf({ modules, optimisers }),
  };
}

/** The curves of a saved state. Throws a Fault `bad-data` where it is none of {@link stateOf}. */
export function curvesOf({ json }: LearningState): Record<string, number[]> {
  return parse(json).curves;
}

/**
 * Puts a learner where it was.
 *
 * @throws Fault `bad-data` where the state is of another learner
 */
export function restore(learner: Learner, { json, tensors }: LearningState): void {
  const { steps } = parse(json);
  for (const [name, variable] of Object.entries(tensorsOf(learner))) {
    const saved = tensors[name];
    if (saved !== undefined && String(saved.shape) === String(variable.shape)) continue;
    throw new Fault("bad-data", `The checkpoint does not hold ${name} with shape [${variable.shape.join(", ")}].`, {
      value: saved?.shape,
      mend: "Delete the checkpoint to train from the start, or continue with the architecture it was made with.",
    });
  }
  for (const [module, part] of Object.entries(learner.modules)) {
    for (const [name, variable] of Object.entries(part.state())) variable.assign(tensors[`${module}/${name}`] as tf.Tensor);
  }
  for (const [name, optimiser] of Object.entries(learner.optimisers)) {
    const prefix = `optimiser/${name}/`;
    const moments = Object.keys(optimiser.state().moments).map((moment) => [moment, tensors[prefix + moment] as tf.Tensor] as const);
    optimiser.restore({ step: steps[name] ?? 0, moments: Object.fromEntries(moments) });
  }
}

function parse(json: unknown): v.InferOutput<typeof Saved> {
  const result = v.safeParse(Saved, json);
  if (result.success) return result.output;
  throw new Fault("bad-data", "The checkpoint does not say how far the training was.", {
    value: json,
    mend: "Delete it to train from the start.",
  });
}

function tensorsOf({ modules, optimisers }: Learner): Record<string, tf.Variable> {
  const entries = [
    ...Object.entries(modules).map(([name, module]) => [`${name}/`, module.state()] as const),
    ...Object.entries(optimisers).map(([name, optimiser]) => [`optimiser/${name}/`, optimiser.state().moments] as const),
  ];
  return Object.fromEntries(
    entries.flatMap(([prefix, variables]) => Object.entries(variables).map(([name, variable]) => [prefix + name, variable])),
  );
}
