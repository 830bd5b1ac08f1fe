import { createHash } from 'node:crypto';
import type { Level, Status } from '../../src/report.ts';
import { renderHtml } from '../../src/reports/verify/html.tsx';
import {
  allHostile,
  caseOf,
  everyStatus,
  hostileReport,
  hostileReports,
  largeReport,
  reportOf,
  unseen,
} from './reports.ts';

/** All tags of a page by name, with their attributes; a browser test sees to it that a browser reads the same. */
function tagsOf(html: string): { name: string; attributes: string[] }[] {
  const markup = html.replace(/<(style|script)>.*?<\/\1>/gs, '<$1></$1>');
  return [...markup.matchAll(/<([a-z!][a-z0-9]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, name = '', rest = '']) => ({
      name,
      attributes: [...rest.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map(([, attribute = '']) => attribute),
    }),
  );
}

test('the verdict and the names of what failed come first', () => {
  const text = renderHtml(reportOf(everyStatus())).replace(/^.*<body>/s, '');
  const found = ['4 of 8', 'fail.one', 'blocked.one', 'At a glance', 'Timings', 'Cases'].map((part) =>
    text.indexOf(part),
  );
  expect(text).toMatch(/^<header><h1><span class="badge h1 FAIL">FAIL<\/span> 1 of 8 cases failed<\/h1>/);
  expect(found.slice(1)).toEqual(found.slice(1).toSorted((a, b) => a - b));
});

test('a policy allows nothing but the one style and the one script, by their hashes', () => {
  const html = renderHtml(hostileReport());
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toMatch(/^default-src 'none'; /);
  expect(policy).not.toContain('unsafe');
  for (const name of ['style', 'script']) {
    const inline = [...html.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map(([, text = '']) => text);
    expect(inline).toHaveLength(1);
    const hash = createHash('sha256')
      .update(inline[0] ?? '')
      .digest('base64');
    expect(policy).toContain(`${name}-src 'sha256-${hash}'`);
  }
});

test.each(hostileReports())('hostile texts make no tag, no attribute, no address and nothing unseen (%#)', (report) => {
  // No reader of files lets such words in, but a caller of the function may.
  const odd = caseOf('odd', allHostile as Status, { level: allHostile as Level });
  const html = renderHtml({ ...report, cases: [...report.cases, odd] });
  const tags = tagsOf(html);
  const harmless = tagsOf(renderHtml({ ...reportOf(everyStatus()), coverage: report.coverage ?? undefined } as never));
  const names = new Set([...harmless.map(({ name }) => name), 'p']);
  expect(tags.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  const attributes = tags.flatMap((tag) => tag.attributes);
  expect(attributes.filter((name) => /^on|^style$|^src|^action$/.test(name))).toEqual([]);
  const links = [...html.matchAll(/\s(?:href|src|action|data|xlink:href)="([^"]*)"/g)].map(([, link]) => link);
  expect(links.filter((link) => !/^#case-[\w.-]*$/.test(link ?? ''))).toEqual([]);
  expect(unseen.exec(html)?.[0]).toBeUndefined();
});

test('overrides of the writing direction can be seen', () => {
  expect(renderHtml(hostileReport())).toContain('‹U+202E›gnp.exe‹U+2066›');
});

test('cases of one name, or of names with the same letters, have links of their own', () => {
  const html = renderHtml(reportOf([caseOf('a b'), caseOf('a b'), caseOf('a/b'), caseOf('a-b-2')]));
  const ids = [...html.matchAll(/<details id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(4);
});

test('all cases with exchanges stay below 1 MB, whatever the length of their bodies', () => {
  for (const length of [500, 5_000, 50_000]) {
    const html = renderHtml(largeReport(1242, length));
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(html.match(/<details id="case-/g)).toHaveLength(1242);
  }
});

test('cases of a receiver that writes much while it ends, over and over, stay below 1 MB', () => {
  const actual = `the receiver ended: with status 1; its last output: ${'<at> "x" & '.repeat(40)}`;
  const cases = Array.from({ length: 1242 }, (_, index) => {
    const status = index % 2 ? 'BLOCKED' : 'FAIL';
    return caseOf(`group${index % 12}.a-rather-long-name-of-one-case-${index}`, status, { actual, why: actual });
  });
  const html = renderHtml(reportOf(cases));
  expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
  expect(html.match(/<details id="case-/g)).toHaveLength(1242);
});

test('the example of a cause keeps its bodies where those of others are cut', () => {
  const parts = renderHtml(largeReport(1242, 5_000)).split('<details id="case-').slice(1);
  const whole = parts.filter((part) => /(\{&quot;key&quot;:&quot;value&quot;\},){50}/.test(part));
  expect(whole.map((part) => /<code>(.*?)</.exec(part)?.[1])).toEqual(['group0.case-0']);
});

test('a cause stands above the cases, with its hint, its example and its other cases', () => {
  const failed = ['schema.bad.a', 'schema.bad.b'].map((id) => caseOf(id, 'FAIL', { actual: '200' }));
  const header = /<header>.*<\/header>/s.exec(renderHtml(reportOf(failed)))?.[0] ?? '';
  for (const part of ['does-not-validate-events', '2 cases', 'Validate each event', '#case-schema.bad.a', 'and 1 more'])
    expect(header).toContain(part);
});

test('nothing of a case is left out where there is room', () => {
  const text = 'x'.repeat(2000);
  const full = caseOf('a.one', 'PASS', {
    actual: text,
    why: 'because',
    exchanges: [{ sent: 'A', answered: 'B', durationMs: 7 }],
  });
  const html = renderHtml(reportOf([full]));
  for (const part of [
    full.title,
    full.expected,
    text,
    'because',
    full.requirement.source,
    full.requirement.quote,
    full.reproduce,
    '<pre>A</pre>',
    '<pre>B</pre>',
    'after 7 ms',
  ])
    expect(html).toContain(part);
});

test('a report without cases is a page as well', () => {
  expect(renderHtml(reportOf([]))).toContain('no case of 0 could be judged');
});
