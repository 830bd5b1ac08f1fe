import type { Credential, Security } from '../openapi/security.ts';
import type { CarriedCredential } from '../report.ts';
import { credentialText } from './credentials.ts';
import { keyVariables } from './keys.ts';

/** Says where the deliveries of a contract carry which credentials, in the words of a shell and without any key. */
export function carriedCredentials([credentials = []]: Security): CarriedCredential[] {
  return credentials.map((credential) => ({
    in: credential.in,
    name: credential.name,
    proves: credential.source.kind === 'key' ? [...credential.source.roles] : ['signature'],
    carries: carriedText(credential),
  }));
}

function carriedText({ source }: Credential): string {
  if (source.kind === 'signature') return `the signature by $${keyVariables[source.scheme.key]}`;
  const variables = source.roles.map((role) => `$${keyVariables[role]}`);
  return credentialText(source, variables, (text) => `base64(${text})`);
}
