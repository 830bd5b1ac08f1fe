/**
 * Counts the work that may still be done, in objects and values looked at: never by the clock, so that two runs say the same
 * however busy the machine is. Whoever is handed the same steps shares them.
 */
export interface Steps {
  left: number;
  /** Lists what was left out because they ran out, or because it is beyond all measure: one sentence each. */
  leftOut: Set<string>;
}

/** Bounds one examination: GitHub's document of 260 webhooks needs about a third of them. */
const defaultSteps = 6_000_000;

export function newSteps(left = defaultSteps): Steps {
  return { left, leftOut: new Set() };
}

/** Takes so many steps; false where they are not left, and then `what` was left out. */
export function takeSteps(steps: Steps, count: number, what: string): boolean {
  if (steps.left < count) {
    steps.leftOut.add(`${what}: it was not looked at, since there was enough to do before it`);
    return false;
  }
  steps.left -= count;
  return true;
}
