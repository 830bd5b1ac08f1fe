/** Holds what a fault did to a journal, as far as senders can tell. */
export interface Outcome {
  /** Counts events that were answered with 2xx. */
  acknowledged: number;
  /** Counts those of them that the journal does not hold. */
  lost: number;
  /** Counts events that the journal holds twice. */
  doubled: number;
  /** Says in one line what was measured. */
  figures: string;
  /** Names the promises, other than those of the counts, that were not kept. */
  broken: string[];
}

/** Does one kind of harm to a receiver under load, in `folder`, which is empty and its own. */
export type Fault = (folder: string) => Promise<Outcome>;

/** Makes an outcome of a fault that could not be tried here: what nobody has seen holding does not hold. */
export function notTried(why: string): Outcome {
  return { acknowledged: 0, lost: 0, doubled: 0, figures: '', broken: [`could not be tried: ${why}`] };
}
