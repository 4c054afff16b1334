/** What a promise says, or undefined as soon as the signal is aborted. @internal */
export async function unlessStopped<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>();
  const stop = (): void => resolve(undefined);
  if (signal.aborted) stop();
  // Taken off again, or a machine that serves for days would gather one for each look at the queue.
  signal.addEventListener("abort", stop);
  try {
    return await Promise.race([answer, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
