import type { NamedTensors } from "./architecture.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { ImageShape } from "./dataset.ts";
import type { Random } from "./random.ts";

/**
 * A part that must be learned before it can be used, such as a VAE-GAN per class or an index of neighbours.
 * Each lesson is a task of the run: computed in parallel with others, resumed, kept, shared between runs.
 * Opening a run learns nothing.
 */
export interface Learned<T> {
  readonly lessons: readonly Lesson[];
  /**
   * The part, made of what its lessons learned.
   *
   * @param tensors what {@link Lesson.learn} returned, by id of the lesson; freed by the caller once this
   * returns
   * @throws Fault `bad-data` where they are of another part
   */
  assemble(tensors: ReadonlyMap<string, NamedTensors>): T;
}

/** One thing that can be learned by itself. */
export interface Lesson {
  /** Unique within its part, such as `class-3`. Together with the part's options it names what is learned. */
  readonly id: string;
  /** Rough cost, in seconds on one core; above 0. */
  readonly cost: number;
  /**
   * Learns, seeded and resumable: the same bytes whether it was interrupted or not. The caller frees the
   * tensors.
   *
   * @throws Fault `not-finite` where it diverges, `aborted`
   */
  learn(context: LessonContext): Promise<LessonResult>;
}

/** What came of a lesson. */
export interface LessonResult {
  readonly tensors: NamedTensors;
  /** Curves over epochs by name, such as `reconstruction`, for reports. */
  readonly curves?: Readonly<Record<string, readonly number[]>>;
  /** Numbers worth a row in a report by name, such as the reconstruction error on held-out images. */
  readonly figures?: Readonly<Record<string, number>>;
  /** What is worth looking at by name, such as a grid of reconstructions, for reports. */
  readonly pictures?: Readonly<Record<string, Picture>>;
  /** What deserves a reader's attention, in words. */
  readonly warnings?: readonly string[];
}

/** An image to look at. */
export interface Picture {
  readonly shape: ImageShape;
  /** Values from 0 (black) to 255, row-major. [height · width · channels] */
  readonly pixels: Uint8Array;
}

/** What a lesson, or any other task, may use and tell while it runs. */
export interface LessonContext {
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly checkpoint: Checkpoint;
  /** How far it is, in [0, 1], and what a person watching would like to know. */
  progress(fraction: number, detail?: string): void;
}

/** Whether a part must be learned first. */
export function isLearned(made: unknown): made is Learned<unknown> {
  return typeof made === "object" && made !== null && "lessons" in made && "assemble" in made;
}
