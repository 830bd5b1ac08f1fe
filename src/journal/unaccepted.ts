/**
 * Gives how much of a bound those attempts may take, for certain, that were not accepted: anybody may send such. What is beyond goes
 * before anything that was accepted, and may stay as long as there is room.
 */
export function unacceptedShare(bound: number): number {
  return Math.ceil(bound / 10);
}
