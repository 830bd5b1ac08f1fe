import { connect } from 'node:net';
import { messageOf, userError } from '../errors.ts';

/** Reads the address of a receiver. Throws a usage error for what is not an http or https URL. */
export function receiverUrl(address: string): URL {
  const url = URL.parse(address);
  if (url?.username || url?.password)
    throw userError('usage', 'the address holds a user name or a password, which deliveries do not carry', {
      hint: 'Put what checks them before the receiver aside, or give the address behind it.',
    });
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  throw userError('usage', `"${address}" is not an http or https URL`, {
    hint: 'Give the whole address that events are delivered to, its path included.',
  });
}

/** Opens a connection and closes it again. Throws a target error when nothing accepts it. */
export function checkReachable(url: URL): Promise<void> {
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const socket = connect({ host, port, timeout: 5_000 });
    const fail = (why: string, cause?: unknown): void => {
      socket.destroy();
      reject(userError('target', `nothing answers at ${url.host}: ${why}; is the receiver running?`, { cause }));
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', () => fail('no connection within 5 s'));
    socket.once('error', (error) => fail('code' in error ? String(error.code) : messageOf(error), error));
  });
}
