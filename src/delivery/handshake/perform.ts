import type { Contract } from '../../contract/load.ts';
import type { HttpClient } from '../../http-client/client.ts';
import type { Keys } from '../../signature/keys.ts';
import { keySecrets, secretRedactor } from '../../signature/secrets.ts';
import { answerFault } from './check-answer.ts';
import { handshakeRequest } from './request.ts';
import { freshValues, withKeys } from './values.ts';

/** Says who is asked for an answer, and how long it may take, in milliseconds. */
interface HandshakeOptions {
  contract: Pick<Contract, 'security' | 'handshake'>;
  keys: Keys;
  url: URL;
  client: HttpClient;
  timeoutMs: number;
}

/** Performs the handshake that a contract asks for; gives what is wrong with the answer, undefined for a right one or no handshake. */
export async function performHandshake(options: HandshakeOptions): Promise<string | undefined> {
  const { contract, keys, url, client, timeoutMs } = options;
  const { handshake: scheme } = contract;
  if (!scheme) return undefined;
  const values = withKeys(scheme, freshValues(scheme), keys);
  const request = handshakeRequest(scheme, { contract, keys, url, values: values[0] ?? {} });
  const outcome = await client.send(request, { timeoutMs });
  if (outcome.kind === 'timeout') return `handshake: no answer within ${timeoutMs} ms`;
  if (outcome.kind !== 'answer') return `handshake: ${outcome.kind === 'abandoned' ? 'broken off' : outcome.why}`;
  const fault = answerFault(scheme, outcome.response, values);
  return fault && secretRedactor(keySecrets(keys))(`handshake: ${fault.why}; right is ${fault.expected}`);
}
