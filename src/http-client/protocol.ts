import { isObject } from '../schema/json.ts';
import { type Endpoint, openConnection } from './connections.ts';

/** Bounds how long a TLS handshake is awaited, in milliseconds. */
const handshakeMs = 500;

/** Tells whether TLS is spoken at an endpoint, whatever certificate is shown there. */
export async function speaksTls(endpoint: Endpoint): Promise<boolean> {
  try {
    (await openConnection({ ...endpoint, secure: true }, handshakeMs)).destroy();
    return true;
  } catch (error) {
    return isObject(error) && isCertificateFault(String(error.code));
  }
}

/** Tells whether the code of an error says that a certificate is not to be trusted. */
export function isCertificateFault(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code);
}
