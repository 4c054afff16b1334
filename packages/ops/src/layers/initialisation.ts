/** How many numbers one output is computed from, and how many outputs one number goes into. */
export interface Fan {
  /** Inputs · kernel area. */
  readonly input: number;
  /** Outputs · kernel area. */
  readonly output: number;
}

/** Standard deviation of the normal distribution (mean 0) the weights of a layer start from. */
export type Deviation = (fan: Fan) => number;

/**
 * √(2 / (3 · fan-in)): the standard CNN, the MLP and the ResNet's head in the original experiments. A third
 * of He's variance: √2, the gain of ReLU, was taken for the slope of a leaky ReLU there.
 */
export const heFanInThird: Deviation = ({ input }) => Math.sqrt(2 / (3 * input));

/** √(2 / fan-in) (He et al., 2015): the linear layers of VGG. */
export const heFanIn: Deviation = ({ input }) => Math.sqrt(2 / input);

/** √(2 / fan-out) (He et al., 2015): the convolutions of ResNet and VGG. */
export const heFanOut: Deviation = ({ output }) => Math.sqrt(2 / output);
