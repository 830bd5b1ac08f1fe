import type { Values } from '../../../delivery/handshake/template.ts';
import { freshValues } from '../../../delivery/handshake/values.ts';
import type { HandshakeScheme } from '../../../openapi/handshake-scheme.ts';
import type { Send } from '../case.ts';
import { spoilings } from './spoil-credentials.ts';

/** Says how a challenge differs from a right one. */
interface ChallengeKind {
  /** Changes what it holds; a value that is gone takes what holds it along. */
  change?(values: Values): Values;
  /** Asks for what may be asked for besides. */
  optional?: boolean;
  spoilt?: 'missing' | 'wrong';
  /** Stands before the challenge. */
  before?: string;
}

const wrongToken = ({ token, ...values }: Values): Values => ({ ...values, token: `not-${token}` });

/** Holds the words that case files use. */
export const challengeKinds = {
  right: {},
  optional: { optional: true },
  unsigned: { spoilt: 'missing' },
  'wrong-signature': { spoilt: 'wrong' },
  'wrong-token': { change: wrongToken },
  'no-token': { change: ({ token: _, ...values }) => values },
  markup: { before: '<img src=x onerror=alert(1)>', change: wrongToken, spoilt: 'missing' },
} satisfies Record<string, ChallengeKind>;

/** Makes the challenge of a case, in place of a delivery. */
export function challengeSend(
  scheme: HandshakeScheme,
  word: keyof typeof challengeKinds,
): Pick<Send, 'challenge' | 'spoilt' | 'bodyIs'> {
  const { change = (values) => values, optional = false, spoilt, before = '' }: ChallengeKind = challengeKinds[word];
  const values = freshValues(scheme);
  const spoiling = spoilt && spoilings[spoilt];
  return {
    challenge: { scheme, values: { ...values, challenge: before + values.challenge }, change, optional },
    spoilt: spoiling ? { public: spoiling, private: spoiling, signature: spoiling } : {},
    bodyIs: 'any',
  };
}
