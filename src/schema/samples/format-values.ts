import type FastCheck from 'fast-check';
import type { Json } from '../json.ts';

/** Holds what can be sent for one format; all of it from ranges that are reserved for documentation. */
interface FormatValues {
  sample?: string;
  /** Valid values that readers of the format are known to refuse, each with what it shows. */
  valid?: [name: string, title: string, value: string][];
  /** Values that are nearly of the format. */
  invalid?: [name: string, value: Json][];
  /** Stands before and behind a filling of any length. */
  around?: [start: string, end: string];
  /** Makes another value of the same format for each place in a list. */
  vary?: (value: string, index: number) => string;
  random?: (fc: typeof FastCheck) => FastCheck.Arbitrary<string>;
}

/** Gives what is known of a format; nothing for one that is not known, or for none. */
export function formatValues(format: string | undefined): FormatValues {
  return format !== undefined && Object.hasOwn(byFormat, format) ? (byFormat[format] as FormatValues) : {};
}

// Years that every language can hold.
const randomDate = (fc: typeof FastCheck) =>
  fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
const otherYear = (value: string, index: number) => value.replace(/^\d{4}/, String(2026 + index));
const append = (value: string, index: number) => `${value}${index}`;

const byFormat: Record<string, FormatValues> = {
  'date-time': {
    sample: '2026-01-15T09:30:00Z',
    valid: [
      ['offset', 'may have an offset from UTC', '2026-01-15T15:00:00+05:30'],
      ['negative-offset', 'may have an offset to the west of UTC', '2026-01-15T01:00:00-08:30'],
      ['fraction', 'may have fractions of a second', '2026-01-15T09:30:00.123456Z'],
      ['fraction-and-offset', 'may have fractions of a second and an offset', '2026-01-15T15:00:00.5+05:30'],
      ['leap-day', 'may be a leap day', '2028-02-29T23:59:59Z'],
      ['past', 'may be long ago', '1970-01-01T00:00:00Z'],
    ],
    invalid: [
      ['words', 'yesterday'],
      ['impossible-day', '2026-02-30T09:30:00Z'],
      ['no-offset', '2026-01-15T09:30:00'],
      ['date-only', '2026-01-15'],
    ],
    vary: otherYear,
    random: (fc) => randomDate(fc).map((date) => date.toISOString()),
  },
  date: {
    sample: '2026-01-15',
    valid: [
      ['leap-day', 'may be a leap day', '2028-02-29'],
      ['past', 'may be long ago', '1970-01-01'],
    ],
    invalid: [
      ['impossible-day', '2026-02-30'],
      ['with-time', '2026-01-15T09:30:00Z'],
      ['other-order', '15-01-2026'],
      ['one-digit', '2026-1-5'],
    ],
    vary: otherYear,
    random: (fc) => randomDate(fc).map((date) => date.toISOString().slice(0, 10)),
  },
  time: {
    sample: '09:30:00Z',
    valid: [
      ['offset', 'may have an offset from UTC', '15:00:00+05:30'],
      ['fraction', 'may have fractions of a second', '09:30:00.123456Z'],
    ],
    invalid: [
      ['words', 'noon'],
      ['no-such-hour', '25:00:00Z'],
      ['no-seconds', '09:30Z'],
    ],
  },
  duration: {
    sample: 'PT45S',
    valid: [
      ['days', 'may have days and hours', 'P1DT2H'],
      ['weeks', 'may be of weeks', 'P2W'],
    ],
    invalid: [
      ['words', 'an hour'],
      ['no-period', '45S'],
      ['empty', 'P'],
    ],
  },
  uri: {
    sample: 'https://example.com/resource',
    valid: [
      [
        'port-and-query',
        'may have a port, a query and a fragment',
        'http://example.com:8080/a%20b/?c=d&e=%F0%9F%9B%8D#f',
      ],
      ['other-scheme', 'may have any scheme', 's3://bucket.example/recordings/1.wav'],
    ],
    invalid: [
      ['spaces', 'not a uri'],
      ['relative', '/only/a/path'],
    ],
    around: ['https://example.com/', ''],
    vary: append,
    random: (fc) =>
      fc.webUrl({ authoritySettings: { withPort: true } }).map((url) => url.replace(/\/\/[^/?#:]+/, '//example.com')),
  },
  'uri-reference': {
    sample: '/resource',
    invalid: [['spaces', 'not a reference']],
    around: ['/', ''],
    vary: append,
  },
  'uri-template': {
    sample: 'https://example.com/{resource}',
    invalid: [['open', 'https://example.com/{id']],
    vary: append,
  },
  iri: { sample: 'https://example.com/resource' },
  'iri-reference': { sample: '/resource' },
  email: {
    sample: 'someone@example.com',
    valid: [['tagged', 'may have dots and a tag before the at-sign', 'some.one+orders@mail.example.com']],
    invalid: [
      ['no-at', 'someone.example.com'],
      ['no-host', 'someone@'],
      ['nobody', '@example.com'],
      ['spaces', 'some one@example.com'],
    ],
    around: ['', '@example.com'],
    vary: (value, index) => `${index}${value}`,
    random: (fc) => fc.emailAddress().map((address) => address.replace(/@.*$/, '@example.com')),
  },
  'idn-email': { sample: 'someone@example.com' },
  hostname: {
    sample: 'host.example.com',
    valid: [['digits', 'may have hyphens and begin with a digit', '1-host.example.com']],
    invalid: [
      ['spaces', 'not a host'],
      ['leading-hyphen', '-host.example.com'],
      ['empty-label', 'host..example.com'],
    ],
    vary: (value, index) => `h${index}.${value}`,
    random: (fc) => fc.nat(9999).map((number) => `host-${number}.example.com`),
  },
  'idn-hostname': { sample: 'host.example.com' },
  ipv4: {
    sample: '192.0.2.1',
    valid: [['highest', 'may have any number in its range', '203.0.113.255']],
    invalid: [
      ['too-large', '192.0.2.256'],
      ['short', '192.0.2'],
      ['too-long', '192.0.2.1.1'],
    ],
    random: (fc) => fc.nat(255).map((last) => `192.0.2.${last}`),
  },
  ipv6: {
    sample: '2001:db8::1',
    valid: [
      ['whole', 'may be written out', '2001:0db8:0000:0000:0000:0000:0000:0001'],
      ['mapped', 'may end like an IPv4 address', '::ffff:192.0.2.1'],
    ],
    invalid: [
      ['too-long', '2001:db8:1:2:3:4:5:6:7'],
      ['two-gaps', '2001::db8::1'],
      ['ipv4', '192.0.2.1'],
    ],
    random: (fc) => fc.nat(0xffff).map((last) => `2001:db8::${last.toString(16)}`),
  },
  uuid: {
    sample: '11111111-2222-4333-8444-555555555555',
    valid: [
      ['upper-case', 'may be in capitals', 'AAAAAAAA-BBBB-4CCC-8DDD-EEEEEEEEEEEE'],
      ['other-version', 'may be of any version', '01890a5d-ac96-774b-8cce-b302099a8057'],
    ],
    invalid: [
      ['short', '1234'],
      ['not-hex', 'g1111111-2222-4333-8444-555555555555'],
      ['too-long', '11111111-2222-4333-8444-5555555555555'],
      ['padded', ' 11111111-2222-4333-8444-555555555555'],
    ],
    vary: (value, index) => value.replace(/.{4}$/, String(1000 + index)),
    random: (fc) => fc.uuid(),
  },
  byte: { sample: 'c2FtcGxl', invalid: [['not-base64', '***']] },
  'json-pointer': { sample: '/resource/0', invalid: [['no-slash', 'a/b']] },
  'relative-json-pointer': { sample: '1/resource', invalid: [['no-number', 'a/b']] },
  regex: { sample: '^[a-z]+$', invalid: [['open', '(']] },
  // Whole numbers that do not fit into the bits of the format; int64 ends where no JSON reader is exact.
  int32: {
    invalid: [
      ['too-large', 2 ** 31],
      ['too-small', -(2 ** 31) - 1],
    ],
  },
};
