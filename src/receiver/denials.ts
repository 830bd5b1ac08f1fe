import { deniedDetail, type Offered } from '../edge/authenticator.ts';
import type { Handled } from './attempts.ts';
import type { Endpoint } from './endpoint.ts';

/** Bounds how many denials are explained in a second: to look for what was wrong takes longer than to see that it is. */
const mostExplained = 50;

/** Says why a delivery is denied, and what it would be of, as far as somebody looked. */
type Denial = { why: string } & Partial<Pick<Handled, 'contract' | 'event'>>;

export type DenialExplainer = (endpoint: Endpoint, offered: Offered, body: Buffer | undefined) => Denial;

/** Makes what says why a delivery is denied; in a flood of them only that it is. */
export function denialExplainer(): DenialExplainer {
  let second = 0;
  let explained = 0;
  return ({ auth, tell }, offered, body) => {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) [second, explained] = [now, 0];
    if (++explained > mostExplained) return { why: deniedDetail };
    return { why: auth.why(offered, body), ...(body ? tell(body, offered) : {}) };
  };
}
