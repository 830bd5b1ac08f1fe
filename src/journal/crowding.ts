const errorName = 'CrowdingError';

/** Makes the error of a delivery that is turned away since too many wait already to be stored. */
export function crowdingError(message: string): Error {
  return Object.assign(new Error(message), { name: errorName });
}

/** Tells whether a delivery was turned away for those before it, and by no fault of the journal. */
export function isCrowding(cause: unknown): boolean {
  return Error.isError(cause) && cause.name === errorName;
}
