/** Lets what waits have its turn, between steps of something long. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
