import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contracts } from '../contract/load.ts';
import { handshakeResponder } from '../delivery/handshake/respond.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import type { Journal } from '../journal/journal.ts';
import type { Keys } from '../signature/keys.ts';
import { attemptRecorder } from './attempts.ts';
import { denialExplainer } from './denials.ts';
import { endpointsOf } from './endpoint.ts';
import { type Hearers, Reception, type ReceptionDesk } from './reception.ts';
import { openRouter } from './router.ts';

export interface ReceiverSetup extends Hearers {
  contracts: Contracts;
  keys: Keys;
  journal: Journal;
  limits?: Partial<Limits> | undefined;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Makes the reference receiver, a node:http request listener: it routes, authenticates, validates, journals, then responds.
 * Every refusal names one thing; no input makes it respond with 5xx but a journal that cannot store. What is refused is
 * journalled too, after its response.
 */
export async function receiverListener(options: ReceiverSetup): Promise<Listener> {
  const { contracts, journal, keys, onAnswer, onDenied } = options;
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const { handshake } = contracts.all[0];
  const desk: ReceptionDesk = {
    ...{ journal, limits, onAnswer, onDenied },
    route: await openRouter(endpointsOf(contracts, keys, limits.depth)),
    challengeIn: handshake && handshakeResponder(handshake, keys),
    signsChallenges: handshake?.signed === true,
    record: attemptRecorder(contracts, keys),
    explainDenial: denialExplainer(),
  };
  return (request, response) => new Reception(desk, request, response).begin();
}
