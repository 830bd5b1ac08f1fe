import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Schema } from '../types.ts';
import { ownFormats, uriParts } from './formats.ts';

const wholeDay = '(?:0[1-9]|1[0-9]|2[0-8])';
const leapYear = '(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
/** A day that exists, from year 0 to 9999. */
const date = `(?:[0-9]{4}-(?:(?:0[1-9]|1[0-2])-${wholeDay}|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)|${leapYear}-02-29)`;
const fraction = String.raw`(?:\.[0-9]+)?`;
const minute = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
/** Leap seconds in UTC are where they can be; with another offset, no pattern of a bearable length tells. */
const time = `(?:${minute}:[0-5][0-9]${fraction}(?:[Zz]|[+-]${minute})|23:59:60${fraction}(?:[Zz]|[+-]00:00)|${minute}:60${fraction}[+-](?:${minute}))`;

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** Any value but a number with a fraction; `multipleOf: 1` fails large numbers in some validators. */
const whole = { type: ['integer', 'string', 'boolean', 'null', 'array', 'object'] };

/** Formats that are written anew: those of our own, those with a look-ahead, and those of numbers. */
const rewritten: Record<string, Schema[]> = {
  date: [{ pattern: `^${date}$` }],
  time: [{ pattern: `^${time}$` }],
  'date-time': [{ pattern: `^${date}[Tt]${time}$` }],
  duration: [
    {
      pattern: '^P(?:(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?|(?:[0-9]+W)?)$',
    },
    { pattern: '[YMDHSW]$' },
  ],
  hostname: [{ pattern: String.raw`^${label}(?:\.${label})*\.?$` }, { pattern: String.raw`^[A-Za-z0-9.-]{1,253}\.?$` }],
  byte: [
    {
      pattern:
        '(?:^|[\\n\\r\\u2028\\u2029])(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?(?:$|[\\n\\r\\u2028\\u2029])',
    },
  ],
  uri: [{ pattern: uriPattern() }],
  int32: [whole, { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
  int64: [whole],
};

/** Formats that every text meets. */
const empty = new Set(['password', 'binary', 'float', 'double']);

/**
 * Gives schemas that say together what a format says, in keywords that every validator knows, and reads alike; none for a
 * format that has no such words, undefined for one that is not asserted here. A leap second with an offset is taken wherever it is.
 */
export function portableFormat(format: string): Schema[] | undefined {
  if (empty.has(format)) return undefined;
  if (Object.hasOwn(rewritten, format)) return rewritten[format];
  if (Object.hasOwn(ownFormats, format)) return [];
  if (!Object.hasOwn(fullFormats, format)) return undefined;
  const known = fullFormats[format as keyof typeof fullFormats];
  const pattern = known instanceof RegExp ? portablePattern(known) : undefined;
  return pattern === undefined ? [] : [{ pattern }];
}

/** Writes a regular expression without flags and without what only some engines know; undefined where that cannot be done. */
function portablePattern({ source, flags }: RegExp): string | undefined {
  if (/\(\?[=!<]/.test(source) || /[gmsu]/.test(flags)) return undefined;
  const inClass = (text: string): string => text.replaceAll(String.raw`\d`, '0-9');
  const plain = source
    .replace(/\[(?:\\.|[^\]\\])*\]/g, inClass)
    .replaceAll(String.raw`\d`, '[0-9]')
    .replaceAll(String.raw`\/`, '/');
  if (!flags.includes('i')) return plain;
  return plain
    .replace(/a-z(?!A-Z)/g, 'a-zA-Z')
    .replace(/a-f(?!A-F)/g, 'a-fA-F')
    .replaceAll('urn:uuid:', '[Uu][Rr][Nn]:[Uu][Uu][Ii][Dd]:');
}

function uriPattern(): string {
  const { run, name, path, rest } = uriParts;
  const address = portablePattern(fullFormats.ipv6 as RegExp)?.slice(1, -1);
  const literal = String.raw`\[(?:${address}|[Vv][0-9A-Fa-f]+\.[${name}:]+)\]`;
  const authority = `(?:${run(`${name}:`)}@)?(?:${literal}|${run(name)})(?::[0-9]*)?`;
  const first = `(?:[${name}:@]|%[0-9A-Fa-f]{2})`;
  const alone = `(?:/(?:${first}${path})?|${first}${path})?`;
  return String.raw`^[A-Za-z][A-Za-z0-9+.-]*:(?://${authority}(?:/${path})?|${alone})(?:\?${rest})?(?:#${rest})?$`;
}
