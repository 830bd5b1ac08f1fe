import { type AnswerFault, type AnswerPart, answerFault } from '../../../delivery/handshake/check-answer.ts';
import type { Values } from '../../../delivery/handshake/template.ts';
import type { ExchangeResponse } from '../../../exchange.ts';
import { isJsonMediaType, mediaTypeEssence } from '../../../openapi/media-types.ts';
import type { Keys } from '../../../signature/keys.ts';
import type { Challenge } from '../../cases/case.ts';
import { challengeValues } from '../make-request.ts';

/** Holds an answer to a challenge. */
interface ChallengeAnswer {
  response: ExchangeResponse;
  challenge: Challenge;
  keys: Keys;
  durationMs: number;
}

/** Holds the demands on answers to a challenge that case files may name. */
export const handshakeChecks: Record<string, (answer: ChallengeAnswer) => AnswerFault | undefined> = {
  challenge: (answer) => partFault(answer, 'proof'),
  'media-type': (answer) => partFault(answer, 'media-type'),
  recommended: (answer) => partFault(answer, 'recommended'),
  optional: (answer) => partFault(answer, 'optional'),
  'in-time': ({ durationMs, challenge: { scheme } }) => {
    const expected = `an answer within ${scheme.seconds} s`;
    return durationMs <= scheme.seconds * 1_000 ? undefined : { expected, why: `it took ${Math.round(durationMs)} ms` };
  },
  'no-proof': ({ response, challenge, keys }) => {
    const proofs = challengeValues(challenge, keys).flatMap(({ proof }) => proof ?? []);
    if (!proofs.some((proof) => response.body.includes(proof))) return undefined;
    return { expected: 'no proof for a challenge that nobody signed', why: 'the answer shows the proof' };
  },
  'no-markup': ({ response, challenge, keys }) => {
    const type = mediaTypeEssence(response.headers['content-type'] ?? '');
    const isPlain = isJsonMediaType(type) || type === 'text/plain';
    const [values] = challengeValues(challenge, keys);
    if (isPlain || !response.body.includes(markupOf(values))) return undefined;
    return {
      expected: 'the challenge as text, or escaped',
      why: `the answer shows the challenge as ${type || 'HTML'}`,
    };
  },
};

/** Gives what a browser would take for more than text, where it stands in a page as it is. */
function markupOf(values: Values | undefined): string {
  return /<[a-z][^>]*>/i.exec(values?.challenge ?? '')?.[0] ?? '<';
}

function partFault({ response, challenge, keys }: ChallengeAnswer, part: AnswerPart): AnswerFault | undefined {
  return answerFault(challenge.scheme, response, challengeValues(challenge, keys), part);
}
