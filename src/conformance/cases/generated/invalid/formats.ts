/** Texts that are nearly of a format. */
export const misformatted: Record<string, [name: string, value: string][]> = {
  'date-time': [
    ['words', 'yesterday'],
    ['impossible-day', '2026-02-30T09:30:00Z'],
    ['no-offset', '2026-01-15T09:30:00'],
    ['date-only', '2026-01-15'],
  ],
  uri: [
    ['spaces', 'not a uri'],
    ['relative', '/only/a/path'],
  ],
  email: [
    ['no-at', 'someone.example.com'],
    ['no-host', 'someone@'],
    ['nobody', '@example.com'],
    ['spaces', 'some one@example.com'],
  ],
  uuid: [
    ['short', '1234'],
    ['not-hex', 'g1111111-2222-4333-8444-555555555555'],
    ['too-long', '11111111-2222-4333-8444-5555555555555'],
    ['padded', ' 11111111-2222-4333-8444-555555555555'],
  ],
  date: [
    ['impossible-day', '2026-02-30'],
    ['with-time', '2026-01-15T09:30:00Z'],
    ['other-order', '15-01-2026'],
    ['one-digit', '2026-1-5'],
  ],
  time: [
    ['words', 'noon'],
    ['no-such-hour', '25:00:00Z'],
    ['no-seconds', '09:30Z'],
  ],
  hostname: [
    ['spaces', 'not a host'],
    ['leading-hyphen', '-host.example.com'],
    ['empty-label', 'host..example.com'],
  ],
  ipv4: [
    ['too-large', '192.0.2.256'],
    ['short', '192.0.2'],
    ['too-long', '192.0.2.1.1'],
  ],
  ipv6: [
    ['too-long', '2001:db8:1:2:3:4:5:6:7'],
    ['two-gaps', '2001::db8::1'],
    ['ipv4', '192.0.2.1'],
  ],
  duration: [
    ['words', 'an hour'],
    ['no-period', '45S'],
    ['empty', 'P'],
  ],
  'uri-reference': [['spaces', 'not a reference']],
  byte: [['not-base64', '***']],
  'json-pointer': [['no-slash', 'a/b']],
  'relative-json-pointer': [['no-number', 'a/b']],
  'uri-template': [['open', 'https://example.com/{id']],
  regex: [['open', '(']],
};

/** Whole numbers that do not fit into the bits that a format gives them; int64 ends where no JSON reader is exact. */
export const misfitting: Record<string, [name: string, value: number][]> = {
  int32: [
    ['too-large', 2 ** 31],
    ['too-small', -(2 ** 31) - 1],
  ],
};
