import type { Contract } from '../../../contract/load.ts';
import { valuesAt } from '../../../delivery/carried.ts';
import type { ExchangeRequest } from '../../../exchange.ts';
import { jsonMediaType } from '../../../openapi/media-types.ts';
import type { Credential } from '../../../openapi/security.ts';
import { credentialText } from '../../../signature/credentials.ts';
import { currentKeys, type Keys } from '../../../signature/keys.ts';
import { type Send, sentCredentials } from '../../cases/case.ts';

/** Lists what of a request's headers differs from a plain delivery, a line each; of credentials no more than whether they are right. */
export function decisiveHeaders(request: ExchangeRequest, send: Send, contract: Contract, keys: Keys): string[] {
  const spoilt = sentCredentials(contract, send).filter((credential) => isSpoilt(credential, send));
  return [
    ...spoilt.map((credential) => `${credential.name}: ${credentialState(credential, request, keys)}`),
    ...mediaTypeLine(request, contract),
  ];
}

function isSpoilt({ source }: Credential, { spoilt }: Send): boolean {
  const roles = source.kind === 'key' ? source.roles : (['signature'] as const);
  return roles.some((role) => spoilt[role] !== undefined);
}

function credentialState(credential: Credential, request: ExchangeRequest, keys: Keys): string {
  const { source } = credential;
  const current = currentKeys(keys);
  const right =
    source.kind === 'key'
      ? credentialText(
          source,
          source.roles.map((role) => current[role]),
        )
      : undefined;
  const states = valuesAt(request, [credential]).map((value) =>
    value === '' ? '(empty)' : value === right ? '…' : '(wrong)',
  );
  return states.join(', ') || '(absent)';
}

function mediaTypeLine(request: ExchangeRequest, { body: content }: Contract): string[] {
  if (request.body === null) return [];
  const values = valuesAt(request, [{ in: 'header', name: 'content-type' }]);
  const usual = jsonMediaType(content.mediaTypes);
  if (values.length === 1 && values[0] === usual) return [];
  return [`content-type: ${values.join(', ') || '(absent)'}`];
}
