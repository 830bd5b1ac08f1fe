import { type CaseResult, type Report, type Status, summarise } from '../../src/report.ts';

/** A report of these cases, with the verdict that they make. */
export function reportOf(cases: CaseResult[], more: Partial<Report['suite']> = {}): Report {
  return {
    schemaVersion: 1,
    tool: { name: 'hookproof', version: '1.2.3' },
    contract: { title: 'Hooks', version: '4.5.6', digest: `sha256:${'0'.repeat(64)}` },
    suite: { version: '1.2.3', profile: 'keys', seed: 1, shard: null, ...more },
    target: { kind: 'url', url: 'http://127.0.0.1:3000/hooks' },
    summary: summarise(cases, 1234, more.strict),
    cases,
  };
}

export function caseOf(id: string, status: Status = 'PASS', more: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    title: `The title of ${id}`,
    group: id.split('.')[0] ?? '',
    level: status === 'WARN' ? 'SHOULD' : status === 'OBSERVED' ? 'OBSERVE' : 'MUST',
    status,
    requirement: { source: 'openapi.yaml#/security', quote: 'what the contract says' },
    expected: '401',
    actual: '200',
    why: status === 'PASS' ? '' : 'it answered 200',
    reproduce: 'curl -i http://127.0.0.1:3000/hooks',
    durationMs: 1.5,
    ...more,
  };
}

/** One case of each status. */
export function everyStatus(): CaseResult[] {
  const all: Status[] = ['PASS', 'FAIL', 'WARN', 'OBSERVED', 'KNOWN', 'NOT-APPLICABLE', 'BLOCKED', 'ERROR'];
  return all.map((status) => caseOf(`${status.toLowerCase()}.one`, status));
}

/** Texts that break out of markup, run in a browser, steer a terminal or a CI runner, or hide from the eye. */
export const hostile = [
  '</script><script>globalThis.pwned=1;alert(1)</script>',
  '"><img src=x onerror=alert(2)>',
  "' onmouseover='alert(3)' x='",
  'javascript:alert(4)',
  '</title></style></textarea><svg onload=alert(5)>',
  '<!--<script>',
  ']]><x/>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '\u2028alert(6)\u2029',
  '\u001b]0;owned\u0007\u001b[31m\u009b1m\u0000\u007f',
  '\u202egnp.exe\u2066',
  '\ud800',
  '\udc00\ud800',
  '\r\n::error::owned\n##[error]owned\n',
  '| a | b |\n|---|---|\n',
  '@octocat #1 https://evil.example [x](javascript:alert(7)) ![y](https://evil.example/z.png) **bold** <b>b</b>',
  '```\n````````\n~~~\n# heading\n`` ` ``',
  '%0A::warning::owned % , :',
  '\\',
  '__proto__',
  '\ufeff\u200b',
];
export const allHostile = hostile.join(' ');

/** Reports whose every text is hostile: one of each text, and one of all. Each alone, lest another hide its effect. */
export function hostileReports(): Report[] {
  return [allHostile, ...hostile].map((each) => hostileReport([each]));
}

/** A report whose every text is hostile, with a case of each status for each text. Names of fields keep the texts apart. */
export function hostileReport(texts: readonly string[] = [allHostile]): Report {
  const cases = texts.flatMap((each, index) => casesOf(each, index));
  const text = (field: string): string => `${field} ${texts.join(' ')}`;
  const report = reportOf(cases, { version: text('suite'), profile: text('profile'), shard: text('shard') });
  return {
    ...report,
    tool: { name: 'hookproof', version: text('tool') },
    contract: { ...report.contract, title: text('contract'), version: text('version') },
    target: { kind: 'url', url: text('url') },
    coverage: {
      constraints: 2,
      exercised: 1,
      unexercised: [{ pointer: text('pointer'), keyword: text('keyword'), why: text('why') }],
    },
  };
}

function casesOf(hostile: string, round: number): CaseResult[] {
  const text = (field: string): string => `${field} ${hostile}`;
  return everyStatus().map((each, index) => ({
    ...each,
    id: text(`id${round}-${index}`),
    title: text('title'),
    group: text(`group${index % 3}`),
    requirement: { source: text('source'), quote: text('quote') },
    expected: text('expected'),
    actual: text('actual'),
    why: text('why'),
    ...(each.status === 'KNOWN'
      ? { known: { cause: text('cause'), reason: text('reason'), expires: text('expires') } }
      : {}),
    reproduce: text('reproduce'),
    exchanges: [{ sent: `${text('sent')}\n\n${text('body')}`, answered: text('answered'), durationMs: 3 }],
  }));
}

/** What a run against a receiver makes at its largest: each case with an exchange of such a length. */
export function largeReport(count: number, length: number): Report {
  const body = '{"key":"value"},'.repeat(Math.ceil(length / 16)).slice(0, length);
  const cases = Array.from({ length: count }, (_, index) =>
    caseOf(`group${index % 6}.case-${index}`, index % 7 === 0 ? 'FAIL' : 'PASS', {
      reproduce: `curl --data-binary '${body}'`,
      exchanges: [{ sent: `POST /hooks\na: b\n\n${body}`, answered: `HTTP/1.1 400\n\n${body}`, durationMs: 2 }],
    }),
  );
  return reportOf(cases);
}

/** Characters that no output may hold raw: they steer terminals or deceive the eye. */
export const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;
