import { lexer, type Token, type Tokens, walkTokens } from 'marked';
import { renderVerifyMarkdown } from '../../src/reports/verify/markdown.ts';
import { caseOf, everyStatus, hostileReports, largeReport, reportOf, unseen } from './reports.ts';

/** Every token of the text, as a reader of GitHub's Markdown sees it. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  walkTokens(lexer(text, { gfm: true }), (token) => void tokens.push(token));
  return tokens;
}

test('it tells the verdict, the groups, and what failed', () => {
  const text = renderVerifyMarkdown({
    ...reportOf(everyStatus()),
    coverage: { constraints: 9, exercised: 8, unexercised: [{ pointer: '/a', keyword: 'type', why: 'none' }] },
  });
  expect(text.split('\n').slice(0, 6)).toEqual([
    '## FAIL 1 of 8 cases failed: `fail.one`',
    '',
    '`http://127.0.0.1:3000/hooks` by `Hooks 4.5.6`, profile `keys`, 1.2 s',
    '',
    '| group | FAIL | ERROR | BLOCKED | WARN | PASS | OBSERVED | KNOWN | NOT-APPLICABLE |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
  ]);
  expect(text).toContain('8 of 9 constraints of the contract were exercised.');
  expect(text.match(/^### .*/gm)).toEqual([
    '### FAIL `does-not-validate-events`',
    '### BLOCKED `blocked.one`',
    '### ERROR `error.one`',
  ]);
  expect(text).toContain('Example: `fail.one`');
  expect(text).toContain('Others:\n\n```text\nwarn.one\n```');
  expect(text).toContain('Reproduce:\n\n```text\ncurl -i http://127.0.0.1:3000/hooks\n```');
});

test.each(hostileReports())('whatever is hostile stands in code, where it is nothing but text (%#)', (report) => {
  const text = renderVerifyMarkdown(report);
  const tokens = tokensOf(text);
  const live = ['html', 'link', 'image', 'strong', 'em', 'del', 'def', 'blockquote', 'list', 'hr', 'checkbox'];
  expect(tokens.filter(({ type }) => live.includes(type)).map(({ raw }) => raw)).toEqual([]);
  const outside = tokens.filter((token) => token.type === 'text' || token.type === 'escape').map(({ raw }) => raw);
  expect(outside.filter((each) => /alert|octocat|evil|owned|[@<>\\`|]/.test(each))).toEqual([]);
  expect(tokens.filter(({ type }) => type === 'heading')).toHaveLength(5);
  const [table] = tokens.filter((token) => token.type === 'table');
  expect(table).toMatchObject({ header: { length: 9 }, rows: { length: 3 } });
  const counts = (table as Tokens.Table).rows.map((row) => row.slice(1).map((cell) => Number(cell.text)));
  expect(counts.flat().reduce((sum, count) => sum + count, 0)).toBe(8);
  expect(unseen.exec(text)).toBeNull();
});

test('a fence is longer than any run of backticks within', () => {
  const text = renderVerifyMarkdown(reportOf([caseOf('a.one', 'FAIL', { actual: '`````\nnot outside' })]));
  expect(text).toContain('``````text\n`````\nnot outside\n``````');
});

test('a comment of anything stays below what GitHub takes', () => {
  const lost = largeReport(5000, 3000).cases.map((each) => ({ ...each, status: 'BLOCKED' as const }));
  const text = renderVerifyMarkdown(reportOf(lost));
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 16);
  expect(text).toMatch(/\d+ more findings are not shown here\.\n$/);
});
