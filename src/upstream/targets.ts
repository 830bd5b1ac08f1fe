import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

/** Whom the mock may call: loopback, and what the user named. */
export interface Targets {
  /** Why a URL is not called; undefined for one that may be. */
  refusal(url: URL): Promise<string | undefined>;
  /** Resolves names for the connections themselves, so that a name cannot lead elsewhere after it was looked at. */
  lookup: LookupFunction;
}

/** `allowedHosts` are hosts, with or without a port, that are called wherever they are. */
export function callableTargets(
  allowedHosts: readonly string[] = [],
  resolve: LookupFunction = systemLookup as LookupFunction,
): Targets {
  const lookup: LookupFunction = (hostname, options, callback) => {
    // The agent that asks knows no port; a host that was named with one is let through here, and was checked before.
    if (allowedHosts.some((each) => each === hostname || each.startsWith(`${hostname}:`)))
      return resolve(hostname, options, callback);
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const [first] = all ?? [];
      if (error || !first) return callback(error ?? noAddress(hostname), '', 0);
      if (!all.every(({ address }) => isLoopback(address))) return callback(elsewhere(hostname), '', 0);
      if (options.all) return callback(null, all);
      callback(null, first.address, first.family);
    });
  };
  return {
    lookup,
    async refusal(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        return `${url.protocol} is not called, only http and https`;
      if (url.username || url.password) return 'a URL with a name or a password is not called';
      if (allowedHosts.includes(url.host) || allowedHosts.includes(url.hostname)) return undefined;
      const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
      const hint = `if you trust it, start the mock with --allow-host ${url.host}`;
      if (isIP(name))
        return isLoopback(name) ? undefined : `${url.host} is not called, since it is not loopback; ${hint}`;
      const error = await new Promise<Error | null>((done) => lookup(name, { all: true }, done));
      return error ? `${url.host} is not called, since ${error.message}; ${hint}` : undefined;
    },
  };
}

/** Only what is loopback by itself: 127.0.0.0/8 and ::1. Mapped addresses and 0.0.0.0 mean different things to different systems. */
export function isLoopback(address: string): boolean {
  return (isIP(address) === 4 && address.startsWith('127.')) || address === '::1';
}

/** Whether a `Host` header speaks of this machine, whatever its port: a page of another site that was pointed here does not. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = URL.parse(`http://${host}`)?.hostname.replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || isLoopback(name ?? '');
}

function elsewhere(hostname: string): NodeJS.ErrnoException {
  const message = `${hostname} leads to an address that is not loopback`;
  return Object.assign(new Error(message), { code: 'ENOTLOOPBACK' });
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address`), { code: 'ENOTFOUND' });
}
