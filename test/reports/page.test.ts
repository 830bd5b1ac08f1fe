import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Report } from '../../src/report.ts';
import { renderHtml } from '../../src/reports/verify/html.tsx';
import { auditPage, eventsOf, expectSoon, inBrowser, openBrowser } from '../support/browser.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { allHostile, caseOf, everyStatus, hostile, hostileReport, largeReport, reportOf } from './reports.ts';

let browser: Browser | undefined;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await removeFolders();
});

interface Opened {
  page: Page;
  /** What no page should do: dialogs, errors, messages of the console, requests beside the page itself. */
  events: string[];
}

function open(report: Report, options: BrowserContextOptions = {}, hash = ''): Promise<Opened> {
  return openText(renderHtml(report), options, hash);
}

async function openText(html: string, options: BrowserContextOptions = {}, hash = ''): Promise<Opened> {
  if (!browser) throw new Error('there is no browser');
  const folder = await folderWith({ 'report.html': html });
  const url = pathToFileURL(`${folder}/report.html`).href + hash;
  const page = await (await browser.newContext(options)).newPage();
  const events = eventsOf(page, (asked) => asked === url.split('#')[0]);
  await page.goto(url);
  return { page, events };
}

const shown = (page: Page): Promise<string[]> =>
  page.locator('details[data-status]:visible').evaluateAll((all) => all.map(({ id }) => id.replace('case-', '')));

inBrowser('hostile texts in every field execute nothing, and load nothing', async () => {
  const { page, events } = await open(hostileReport([allHostile, ...hostile]));
  const globals = await page.evaluate(() => Object.keys(globalThis));
  expect(globals).not.toContain('pwned');
  await page.locator('summary, a, circle, select, li').evaluateAll((all) => {
    for (const each of all) {
      for (const name of ['mouseover', 'mouseenter', 'focus', 'click'])
        each.dispatchEvent(new MouseEvent(name, { bubbles: true, cancelable: true }));
    }
  });
  await page.locator('input').fill('<img src=x onerror=alert(1)>');
  await page.locator('input').fill('');
  for (const select of await page.locator('select').all()) await select.selectOption({ index: 1 });
  expect(events).toEqual([]);
  expect(page.url()).toMatch(/^file:.*report\.html#case-[\w.-]+$/);
  expect(await page.evaluate(() => Object.keys(globalThis))).toEqual(globals);
  expect(await page.locator('img, iframe, object, embed, base, link, b, x').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(1);
});

inBrowser('even if a text became markup, the policy would let nothing of it run or load', async () => {
  const leak = `<script>globalThis.pwned = 1</script><img src="https://evil.example/x.png" onerror="globalThis.pwned = 2">
    <style>body { display: none }</style><p onclick="globalThis.pwned = 3" id="bait">bait</p>`;
  const { page, events } = await openText(renderHtml(reportOf(everyStatus())).replace('<main>', `<main>${leak}`));
  await page.locator('#bait').click();
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
  const blocked = events.filter((event) => /Content Security Policy/.test(event));
  expect(blocked.length).toBeGreaterThanOrEqual(4);
  expect(blocked.join('\n')).toContain('image');
  expect(await page.locator('h1').isVisible()).toBe(true);
});

inBrowser('filters show what was asked for, in the list and at a glance', async () => {
  const cases = [...everyStatus(), caseOf('fail.two', 'FAIL', { why: 'A needle in here' }), caseOf('pass.two')];
  const { page, events } = await open(reportOf(cases));
  const cells = page.locator('.cells a:visible');
  expect(await shown(page)).toHaveLength(10);
  await page.getByLabel('Status').selectOption('FAIL');
  expect(await shown(page)).toEqual(['fail.one', 'fail.two']);
  expect(await cells.count()).toBe(2);
  expect(await page.locator('output').textContent()).toBe('2 of 10 cases shown');
  await page.getByLabel('Text').fill('NEEDLE here');
  expect(await shown(page)).toEqual(['fail.two']);
  await page.getByLabel('Status').selectOption('');
  await page.getByLabel('Text').fill('');
  await page.getByLabel('Group').selectOption('pass');
  expect(await shown(page)).toEqual(['pass.one', 'pass.two']);
  expect(await page.locator('section[data-cases]:visible').count()).toBe(1);
  await page.getByLabel('Level').selectOption('SHOULD');
  expect(await shown(page)).toEqual([]);
  expect(events).toEqual([]);
});

inBrowser('a cell leads to its case and opens it, even one that a filter hides', async () => {
  const { page } = await open(reportOf(everyStatus()), {}, '#case-known.one');
  const details = (name: string) => page.locator(`[id="case-${name}"]`);
  expect(await details('known.one').getAttribute('open')).toBe('');
  expect(await details('pass.one').getAttribute('open')).toBeNull();
  await page.getByRole('link', { name: 'pass.one: PASS' }).click();
  await expectSoon(async () => expect(await details('pass.one').getAttribute('open')).toBe(''));
  await page.getByLabel('Status').selectOption('PASS');
  await page.getByRole('link', { name: 'fail.one' }).first().click();
  await expectSoon(async () => expect(await shown(page)).toHaveLength(8));
});

inBrowser('where many cases failed, their cause is named first, none is open, and the matrix is not far', async () => {
  const cases = Array.from({ length: 40 }, (_, index) => caseOf(`auth.case-${index}`, 'FAIL'));
  const skipped = caseOf('effects.one', 'NOT-APPLICABLE', { durationMs: 0 });
  const { page } = await open(reportOf([...cases, skipped]), { viewport: { width: 1280, height: 900 } });
  // The cause, and its example.
  expect(await page.locator('header li:visible').count()).toBe(2);
  expect(await page.locator('details[data-status][open]').count()).toBe(0);
  expect((await page.locator('#matrix').boundingBox())?.y).toBeLessThan(900);
  await page.getByText('and 39 more').click();
  expect(await page.locator('header li:visible').count()).toBe(41);
  // What did not run took no time.
  expect(await page.locator('circle').count()).toBe(40);
});

inBrowser('exchanges fold out, by the keyboard too, and tell which of them decided', async () => {
  const exchanges = [7, 8].map((number) => ({
    sent: `POST /${number}`,
    answered: '500',
    durationMs: 1,
    number,
    of: 9,
  }));
  const failed = caseOf('a.one', 'FAIL', { exchanges: [exchanges[0], { ...exchanges[1], faulty: true }] as never });
  const { page } = await open(reportOf([failed]));
  const sent = page.locator('pre', { hasText: 'POST /8' });
  expect(await page.locator('.told dd').first().textContent()).toBe('POST /8');
  expect(await sent.isVisible()).toBe(false);
  await page.getByText('2 of 9 exchanges').focus();
  await page.keyboard.press('Enter');
  await expectSoon(async () => expect(await sent.isVisible()).toBe(true));
  expect(await page.locator('dt', { hasText: 'this one decided' }).textContent()).toContain('Sent, 8 of 9');
});

inBrowser('without scripts everything is there, but the filters', async () => {
  const { page, events } = await open(reportOf(everyStatus()), { javaScriptEnabled: false });
  expect(await page.locator('form').isVisible()).toBe(false);
  expect(await page.locator('details[data-status]:visible').count()).toBe(8);
  const details = page.locator('[id="case-pass.one"]');
  await details.locator('summary').click();
  expect(await details.getByText('what the contract says').isVisible()).toBe(true);
  expect(events).toEqual([]);
});

inBrowser('on a phone nothing scrolls sideways', async () => {
  const long = caseOf(`a.${'long'.repeat(60)}`, 'FAIL', { title: 'x'.repeat(400), actual: 'y'.repeat(900) });
  for (const report of [hostileReport(), reportOf([long]), largeReport(60, 300)]) {
    const { page } = await open(report, { viewport: { width: 375, height: 700 } });
    await openAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
  }
});

inBrowser.each(['light', 'dark'] as const)('in %s, axe finds nothing to mend', async (colorScheme) => {
  const report = { ...reportOf(everyStatus()), coverage: hostileReport().coverage } as Report;
  const { page } = await open(report, { colorScheme });
  await openAll(page);
  const { passed, violations } = await auditPage(page);
  expect(violations).toEqual([]);
  expect(passed).toEqual(expect.arrayContaining(['color-contrast', 'heading-order', 'label', 'link-name']));
});

inBrowser('seven hundred cases open and are filtered', async () => {
  const { page } = await open(largeReport(700, 1000));
  await page.getByLabel('Text').fill('case-69');
  expect(await shown(page)).toHaveLength(11);
});

async function openAll(page: Page): Promise<void> {
  await page.locator('details').evaluateAll((all) => {
    for (const each of all) each.setAttribute('open', '');
  });
}
