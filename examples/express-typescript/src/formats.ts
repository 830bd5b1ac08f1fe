import { isIPv6 } from 'node:net';

const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** RFC 3339, section 5.6: a day that exists, a time, and an offset from UTC. */
export function isDateTime(value: string): boolean {
  const parts = dateTime.exec(value);
  if (!parts) return false;
  const part = (index: number): number => Number(parts[index] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  if (part(6) < 60) return true;
  // A leap second is put in at the end of a day in UTC, nowhere else.
  const offset = (part(8) * 60 + part(9)) * (parts[7] === '-' ? -1 : 1);
  return (part(4) * 60 + part(5) - offset + 1440) % 1440 === 1439;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The parts that RFC 3986, appendix B, takes a URI apart into. */
const uriParts = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is;
const hostAndPort = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::\d*)?$/;

/** RFC 3986: a URI with its scheme, in ASCII. */
export function isUri(value: string): boolean {
  const [whole, , authority, path = '', query = '', fragment = ''] = uriParts.exec(value) ?? [];
  if (whole === undefined) return false;
  return (
    (authority === undefined || isAuthority(authority)) &&
    made(path, ':@/') &&
    made(query, ':@/?') &&
    made(fragment, ':@/?')
  );
}

function isAuthority(authority: string): boolean {
  const at = authority.indexOf('@');
  const host = hostAndPort.exec(authority.slice(at + 1));
  if (!host || !made(authority.slice(0, Math.max(at, 0)), ':')) return false;
  return host[1] === undefined ? made(host[2] ?? '', '') : isAddress(host[1]);
}

function isAddress(literal: string): boolean {
  return (isIPv6(literal) && !literal.includes('%')) || /^v[0-9a-f]+\.[a-z0-9._~!$&'()*+,;=:-]+$/i.test(literal);
}

/** Whether a part holds only the letters that are allowed everywhere, escapes, and `more`. */
function made(part: string, more: string): boolean {
  const plain = part.replace(/%[0-9a-f]{2}/gi, '');
  return new RegExp(`^[a-z0-9._~!$&'()*+,;=${more}-]*$`, 'i').test(plain);
}
