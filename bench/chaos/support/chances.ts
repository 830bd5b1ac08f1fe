/** Gives numbers between 0 and 1 that are the same in each run. */
export function chances(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
