import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback } from './loopback.ts';

/** Says whom a server of ours may call: loopback, and what the user named. */
export type Targets = ReturnType<typeof callableTargets>;

/**
 * Allows loopback; `allowedHosts` are hosts, with or without a port, that are called wherever they are. `adviceFor` says how a
 * host is allowed.
 */
export function callableTargets(
  allowedHosts: readonly string[] = [],
  resolve: LookupFunction = systemLookup as LookupFunction,
  adviceFor = ({ host }: URL): string => `start the mock with --allow-host ${host}`,
) {
  const isNamed = ({ host, hostname }: URL): boolean => allowedHosts.includes(host) || allowedHosts.includes(hostname);
  const toLoopback: LookupFunction = (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const [first] = all ?? [];
      if (error || !first) return callback(error ?? lookupError(`${hostname} has no address`, 'ENOTFOUND'), '', 0);
      if (!all.every(({ address }) => isLoopback(address)))
        return callback(lookupError(`${hostname} leads to an address that is not loopback`, 'ENOTLOOPBACK'), '', 0);
      if (options.all) return callback(null, all);
      callback(null, first.address, first.family);
    });
  };
  return {
    /** Resolves the name of a URL for each connection, so that it cannot lead elsewhere after it was looked at. */
    lookupFor: (url: URL) => (isNamed(url) ? resolve : toLoopback),
    /** Says why a URL is not called; undefined for one that may be. */
    async refusal(url: URL): Promise<string | undefined> {
      const { host, protocol } = url;
      if (protocol !== 'http:' && protocol !== 'https:') return `${protocol} is not called, only http and https`;
      if (url.username || url.password) return 'a URL with a name or a password is not called';
      if (isNamed(url)) return undefined;
      const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
      const hint = `if you trust it, ${adviceFor(url)}`;
      if (isIP(name)) return isLoopback(name) ? undefined : `${host} is not called, since it is not loopback; ${hint}`;
      const error = await new Promise<Error | null>((done) => toLoopback(name, { all: true }, done));
      return error ? `${host} is not called, since ${error.message}; ${hint}` : undefined;
    },
  };
}

function lookupError(message: string, code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}
