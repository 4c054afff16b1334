/** Passes over the training images, as in the original experiments. */
export const EPOCHS = 20;
