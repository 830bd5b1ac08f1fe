import { isIP } from 'node:net';

/** Tells whether an address is loopback by itself: 127.0.0.0/8 or ::1. Mapped addresses and 0.0.0.0 mean different things to different systems. */
export function isLoopback(address: string): boolean {
  return (isIP(address) === 4 && address.startsWith('127.')) || address === '::1';
}

/** Gives the host that a `Host` header names, without its port; undefined where it names none. */
export function hostNameOf(host: string | undefined): string | undefined {
  return URL.parse(`http://${host}`)?.hostname.replace(/^\[(.*)\]$/, '$1');
}

/** Tells whether a `Host` header speaks of this machine, whatever its port: a page of another site that was pointed here does not. */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = hostNameOf(host);
  return name === 'localhost' || isLoopback(name ?? '');
}
