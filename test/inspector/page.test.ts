import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Contract, loadContracts } from '../../src/contract/load.ts';
import type { Attempt } from '../../src/journal/journal.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { attempt } from '../journal/stores.ts';
import { allHostile, hostile } from '../reports/reports.ts';
import { auditPage, eventsOf, expectSoon, inBrowser, openBrowser } from '../support/browser.ts';
import { inbox } from '../support/inbox.ts';
import { closeOrigins } from '../support/origin.ts';
import { type Inspected, inspected } from './inspected.ts';

let browser: Browser | undefined;
const open: Inspected[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all(open.map((each) => each.close()));
  await closeOrigins();
});

async function serving(...args: Parameters<typeof inspected>): Promise<Inspected> {
  const server = await inspected(...args);
  open.push(server);
  return server;
}

async function visit(server: Inspected, options: BrowserContextOptions = {}, hash = '') {
  if (!browser) throw new Error('there is no browser');
  const page = await (await browser.newContext(options)).newPage();
  const events = eventsOf(page, (asked) => asked.startsWith(server.page));
  await page.goto(server.page + hash);
  return { page, events };
}

/** Holds one event of each kind: accepted twice, refused with a finding in its body, denied, and never read. */
const kinds: Attempt[] = [
  attempt('{"event":{"type":"call.initiate"}}', { type: 'call.initiate', identity: 'call-1' }),
  attempt('{"event":{"type":"call.initiate"}}', { type: 'call.initiate', identity: 'call-1' }),
  attempt('{"a":1,"list":[{"name":1.50}]}', {
    ...{ type: 'call.completed', identity: 'call-1', outcome: 'refused', status: 400 },
    findings: [{ rule: 'type', pointer: '/list/0/name', message: 'must be string' }],
  }),
  attempt('not json', {
    ...{ type: undefined, identity: undefined, outcome: 'denied', status: 401 },
    findings: [{ rule: 'security', pointer: '', message: 'the signature is over another body' }],
  }),
  attempt('', { body: undefined, type: undefined, identity: undefined, outcome: 'denied', status: 401 }),
];

const rows = (page: Page) => page.locator('.row');
const chosen = (page: Page) => page.locator('[aria-selected="true"] .what').textContent();

inBrowser('an empty page says what to do, and shows the first event as it comes', async () => {
  const server = await serving([]);
  const { page, events } = await visit(server);
  await page.getByText('Nothing has come yet').waitFor();
  expect(await page.locator('pre').textContent()).toBe(`curl ${server.url}`);
  await server.append(attempt('{}', { type: 'ping.sent' }));
  await rows(page).filter({ hasText: 'ping.sent' }).waitFor();
  expect(events).toEqual([]);
});

inBrowser('what is wrong stands on top and at its line, beside bytes, headers and attempts', async () => {
  const { page, events } = await visit(await serving(kinds));
  await rows(page).filter({ hasText: 'refused' }).click();
  await page.getByText('It is not what the contract allows').waitFor();
  expect(await page.locator('.json .wrong').textContent()).toBe('"name": 1.50must be string (/list/0/name type)');
  await page.getByRole('button', { name: 'Bytes' }).click();
  expect(await page.locator('article pre').first().textContent()).toContain('7b 22 61 22 3a 31');
  await rows(page).filter({ hasText: '×2' }).click();
  await page.getByText('2 attempts').waitFor();
  await rows(page).nth(1).click();
  await page.getByText('the signature is over another body').first().waitFor();
  await rows(page).nth(0).click();
  await page.getByText('It was refused before its body was read').waitFor();
  expect(events).toEqual([]);
});

inBrowser('all that is wrong with a refused event is marked, though only the first of it was stored', async () => {
  const [{ operation }] = (await loadContracts()).all;
  const body = JSON.stringify({ event: { type: 'call.initiate', data: { call: { id: 7, startedAt: 3 } } } });
  const findings = [{ rule: 'type', pointer: '/event/data/call/id', message: 'must be string' }];
  const refused = { outcome: 'refused', status: 400, findings } as const;
  const own = attempt(body, { ...refused, operation: operation.name });
  const server = await serving([own, attempt(body, { ...refused, operation: 'other', deliveryId: 'another' })]);
  const { page, events } = await visit(server, {}, '#events/1');
  await page.getByText('It is not what the contract allows').waitFor();
  const marked = [expect.stringMatching(/^"id": 7/), expect.stringMatching(/^"startedAt": 3/)];
  expect(await page.locator('.json .wrong').allTextContents()).toEqual(marked);
  expect(await page.locator('.verdict li code').allTextContents()).toEqual([
    '/event/data/call/id',
    '/event/data/call/startedAt',
  ]);
  await rows(page).first().click();
  await page.getByText('More may be wrong with it').waitFor();
  expect(await page.locator('.json .wrong').allTextContents()).toEqual(marked.slice(0, 1));
  expect(events).toEqual([]);
});

const denied = (message: string): Partial<Attempt> => ({
  ...{ outcome: 'denied', status: 401 },
  findings: [{ rule: 'security', pointer: '', message }],
});

inBrowser('a row says what was wrong first and what its verdict means, also as it comes', async () => {
  const server = await serving(kinds);
  const { page, events } = await visit(server);
  await rows(page).filter({ hasText: 'name must be string' }).filter({ hasText: 'refused' }).waitFor();
  await rows(page).filter({ hasText: 'the signature is over another body' }).filter({ hasText: 'denied' }).waitFor();
  expect(await page.locator('.row .cause').count()).toBe(2);
  await page.getByText('keys or signature not right').waitFor();
  await page.locator('header .live').waitFor();
  await server.append(attempt('{"late":1}', denied('x-public-key is not known')));
  await rows(page).filter({ hasText: 'x-public-key is not known' }).waitFor();
  expect(events).toEqual([]);
});

inBrowser('the row of an event that was accepted tells of its attempts that were not, also as they come', async () => {
  const server = await serving([attempt('{"a":1}'), attempt('{"a":1}', denied('a wrong key')), attempt('{"b":1}')]);
  const { page } = await visit(server);
  const told = (more: string) => rows(page).filter({ hasText: 'accepted' }).filter({ hasText: more });
  await told('×2, 1 denied').filter({ hasText: 'a wrong key' }).waitFor();
  await page.locator('header .live').waitFor();
  await server.append(attempt('{"b":1}', denied('an old signature')));
  await told('×2, 1 denied').filter({ hasText: 'an old signature' }).waitFor();
  await page.reload();
  await expectSoon(async () => expect(await told('×2, 1 denied').count()).toBe(2));
});

inBrowser('what a journal holds of other contracts is counted, and not shown, also as it comes', async () => {
  const others = ['a', 'b'].map((text) => attempt(text, { operation: 'other', type: 'others' }));
  const server = await serving(others, { ownOperations: ['ping'] });
  const { page, events } = await visit(server);
  await page.getByText('Nothing has come yet').waitFor();
  await page
    .getByText('The journal holds 2 more deliveries, of operations that this contract does not have.')
    .waitFor();
  await page.locator('header .live').waitFor();
  await server.append(attempt('c', { operation: 'other', type: 'others' }));
  await server.append(attempt('d'));
  await rows(page).filter({ hasText: 'ping.sent' }).waitFor();
  await page
    .locator('header .state')
    .filter({ hasText: /^1 delivery/ })
    .waitFor();
  await page.reload();
  await page.getByText('3 more deliveries, of operations').waitFor();
  // The count may be there before the list is.
  await rows(page).first().waitFor();
  expect(await rows(page).allTextContents()).toEqual([expect.stringContaining('ping.sent')]);
  expect(events).toEqual([]);
});

/** Makes a journal in memory that cannot be read while it is `gone`; what comes is stored nonetheless. */
function journalThatGoes() {
  const journal = memoryJournal();
  const going = { ...journal, gone: false };
  const unless = <Read extends (...asked: never[]) => unknown>(read: Read): Read =>
    (async (...asked) => {
      if (going.gone) throw new Error('connection refused');
      return read(...asked);
    }) as Read;
  const { events, attempts, firstVerdicts, counts } = journal;
  return Object.assign(going, {
    ...{ events: unless(events), attempts: unless(attempts) },
    ...{ firstVerdicts: unless(firstVerdicts), counts: unless(counts) },
  });
}

inBrowser('that the journal cannot be read is said, and passes by itself, wherever somebody looks', async () => {
  const journal = journalThatGoes();
  for (const each of kinds) await journal.append(each);
  const server = await serving([], { journal });
  const notice = (page: Page) => page.getByText('The journal cannot be read now');
  const looks = await Promise.all(
    ['#events/3', '#timelines', '#coverage'].map(async (hash) => {
      const { page } = await visit(server, {}, hash);
      await page.locator('header .live').waitFor();
      return page;
    }),
  );
  journal.gone = true;
  const { page: late } = await visit(server);
  await Promise.all([...looks, late].map((page) => notice(page).waitFor()));
  const [events] = looks;
  await events?.getByLabel('Verdict').selectOption('refused');
  await expectSoon(async () => expect(await events?.locator('.json').count()).toBe(1));
  for (const path of ['overview', 'events', 'events/1', 'timelines', 'timeline?identity=call-1', 'tally', 'live']) {
    const { status, headers } = await fetch(`${server.page}api/${path}`);
    expect([path, status, headers.get('content-type')]).toEqual([path, 503, 'application/problem+json']);
  }
  await journal.append(attempt('{"meanwhile":1}', { type: 'meanwhile', outcome: 'refused' }));
  journal.gone = false;
  await Promise.all([...looks, late].map((page) => notice(page).waitFor({ state: 'detached' })));
  await expectSoon(async () => expect(await events?.locator('.row').count()).toBe(2));
  await rows(late).filter({ hasText: 'meanwhile' }).waitFor();
  await looks[2]?.getByRole('rowheader', { name: 'meanwhile' }).waitFor();
});

inBrowser('the keyboard goes through the list, opens, searches and leaves', async () => {
  const { page } = await visit(await serving(kinds));
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('j');
  await expectSoon(async () => expect(await chosen(page)).toBe('call.completed'));
  await page.keyboard.press('Enter');
  await expectSoon(async () => expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('ARTICLE'));
  await page.keyboard.press('/');
  await page.keyboard.type('initi');
  await expectSoon(async () => expect(await rows(page).count()).toBe(1));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expectSoon(async () => expect(new URL(page.url()).hash).toBe('#events'));
});

inBrowser('who leaves the search by the keyboard still sees what the list is restricted to', async () => {
  const { page } = await visit(await serving(kinds));
  await rows(page).first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('nothing of the kind');
  await page.getByText('No event is like that.').waitFor();
  await page.keyboard.press('Escape');
  await expectSoon(async () => expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY'));
  expect(await page.getByRole('searchbox').inputValue()).toBe('nothing of the kind');
});

inBrowser('filters ask for verdict and type, and say when nothing is like that', async () => {
  const { page } = await visit(await serving(kinds));
  await page.getByLabel('Verdict').selectOption('denied');
  await expectSoon(async () => expect(await rows(page).count()).toBe(2));
  await page.getByRole('combobox', { name: 'Type' }).selectOption('call.busy');
  await page.getByText('No event is like that.').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expectSoon(async () => expect(await rows(page).count()).toBe(4));
});

inBrowser(
  'the filter by verdict finds what another attempt was, and its row says what the best was, also live',
  async () => {
    const server = await serving([attempt('1'), attempt('2', denied('a wrong key')), attempt('2'), attempt('3')]);
    const { page } = await visit(server);
    await page.locator('header .live').waitFor();
    await page.getByLabel('Verdict').selectOption('denied');
    const found = rows(page).filter({ hasText: 'accepted' }).filter({ hasText: '×2, 1 denied' });
    await expectSoon(async () => expect([await rows(page).count(), await found.count()]).toEqual([1, 1]));
    await server.append(attempt('3', denied('an old key')));
    await expectSoon(async () => expect([await rows(page).count(), await found.count()]).toEqual([2, 2]));
    await server.append(attempt('1', denied('no key')));
    await expectSoon(async () => expect([await rows(page).count(), await found.count()]).toEqual([3, 3]));
    await server.append(attempt('4', denied('another key')));
    await rows(page).nth(3).waitFor();
    await page.getByText('another key').waitFor();
    expect(await rows(page).allTextContents()).toEqual([
      expect.stringContaining('another key'),
      ...['an old key', 'a wrong key', 'no key'].map((cause) => expect.stringMatching(`^accepted.*${cause}`)),
    ]);
  },
);

inBrowser('timelines lead to events and back, and coverage counts', async () => {
  const { page, events } = await visit(await serving(kinds), {}, '#timelines');
  await page.locator('.step.double').waitFor();
  expect(await page.locator('.step.double').textContent()).toContain('it was delivered 2 times');
  await page.locator('.step.refused a').click();
  await page.getByText('It is not what the contract allows').waitFor();
  await page.getByRole('link', { name: 'call-1' }).click();
  await page.getByRole('link', { name: 'All timelines' }).waitFor();
  await page.getByRole('link', { name: 'Coverage' }).click();
  await page.locator('canvas').waitFor();
  await page.getByRole('rowheader', { name: 'call.initiate' }).first().waitFor();
  expect(events).toEqual([]);
});

/** Lists the colours of the bars along each column of a plot, from its top to its ground, where there are any. */
function barColours(canvas: Element): string[] {
  const { width, height } = canvas as HTMLCanvasElement;
  const style = getComputedStyle(canvas);
  const nameOf = new Map<string, string>();
  for (const name of ['accepted', 'refused', 'denied']) {
    const hex = style.getPropertyValue(`--${name}`).trim();
    nameOf.set([1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(), name);
  }
  const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
  const columns = Array.from({ length: width }, (_, x) => {
    const names = Array.from({ length: height }, (_, y) =>
      nameOf.get([0, 1, 2].map((each) => pixels[(y * width + x) * 4 + each]).join()),
    );
    return names.filter((name, y) => name !== undefined && name !== names[y - 1]).join(' on ');
  });
  return [...new Set(columns)].filter((each) => each.includes(' on '));
}

inBrowser('bars of what was accepted, refused and denied stand on each other', async () => {
  const outcomes = ['accepted', 'refused', 'denied'] as const;
  const { page } = await visit(
    await serving(outcomes.map((outcome) => attempt(`"${outcome}"`, { outcome }))),
    {},
    '#coverage',
  );
  await page.locator('canvas').waitFor();
  await expectSoon(async () =>
    expect(await page.locator('canvas').evaluate(barColours)).toContain('denied on refused on accepted'),
  );
});

inBrowser('a plot of few events counts in whole ones', async () => {
  if (!browser) throw new Error('there is no browser');
  const server = await serving([attempt('{}')]);
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    const texts: string[] = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
      texts.push(text);
      return write.call(this, text, ...place);
    };
    Object.assign(globalThis, { texts });
  });
  await page.goto(`${server.page}#coverage`);
  await page.locator('canvas').waitFor();
  const texts = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { texts: string[] }).texts);
  await expectSoon(async () => expect(await texts()).toContain('1'));
  expect((await texts()).filter((text) => text.includes('.'))).toEqual([]);
});

/** Makes deliveries whose every field and header is hostile. */
function hostileAttempts(): Attempt[] {
  const outcomes = ['accepted', 'refused', 'denied'] as const;
  return [allHostile, ...hostile].map((text, at) => {
    const outcome = outcomes[at % 3] ?? 'denied';
    const name = `${at}${outcome} ${text}`;
    const body = Buffer.from(JSON.stringify({ [name]: name, list: [text, { [text]: text }] }));
    return attempt('', {
      ...{
        body,
        outcome,
        method: name,
        target: `/${text}`,
        headers: [
          [name, text],
          [text, name],
        ],
      },
      ...{ operation: name, type: name, identity: text, deliveryId: name },
      findings: [
        { rule: text, pointer: `/${name}`, message: text },
        { rule: text, pointer: '', message: name },
      ],
    });
  });
}

inBrowser('events that are hostile in every field and header run nothing and load nothing', async () => {
  const attempts = hostileAttempts();
  const start = [{ says: allHostile, command: allHostile }];
  const { page, events } = await visit(await serving(attempts, { start: () => start, curl: () => allHostile }));
  await rows(page).first().waitFor();
  for (let at = 0; at < attempts.length; at++) {
    await page.keyboard.press('j');
    await page.locator('article pre').first().waitFor();
    await page.getByRole('button', { name: 'Text', exact: true }).click();
  }
  for (const view of ['Timelines', 'Coverage']) {
    await page.getByRole('link', { name: view, exact: true }).click();
    await page.getByRole('heading', { name: view }).first().waitFor();
  }
  await page.locator('th[scope="row"], a, li, span').evaluateAll((all) => {
    for (const each of all)
      for (const name of ['mouseover', 'focus']) each.dispatchEvent(new MouseEvent(name, { bubbles: true }));
  });
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false);
  expect(events).toEqual([]);
});

inBrowser('should markup come through after all, the policy stops it', async () => {
  const { page, events } = await visit(await serving(kinds));
  await rows(page).first().waitFor();
  await page
    .evaluate(() => {
      const image = document.createElement('img');
      image.src = 'https://evil.example/x.png';
      const script = document.createElement('script');
      script.setAttribute('src', 'https://evil.example/x.js');
      document.body.append(image, script);
    })
    .catch(() => {});
  await expectSoon(async () =>
    expect(events.some((each) => /Content Security Policy|TrustedScript/.test(each))).toBe(true),
  );
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = '<b>x</b>';
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toBe(true);
});

inBrowser('a thousand events stream in, and the page goes on drawing', async () => {
  const server = await serving(kinds);
  const { page } = await visit(server);
  await rows(page).first().waitFor();
  await page.locator('header .live').waitFor();
  const longest = page.evaluate(async () => {
    let [last, worst] = [performance.now(), 0];
    while (!document.querySelector('.state')?.textContent?.startsWith('1,005')) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      worst = Math.max(worst, performance.now() - last);
      last = performance.now();
    }
    return worst;
  });
  for (let at = 0; at < 1_000; at++) {
    await server.append(attempt(`{"n":${at}}`, { type: `type-${at}` }));
    if (at % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await longest).toBeLessThan(500);
  await rows(page).filter({ hasText: 'type-999' }).waitFor();
  expect(await rows(page).count()).toBeLessThan(60);
});

inBrowser('what comes does not move what somebody looks at, and older pages are fetched', async () => {
  const many = Array.from({ length: 700 }, (_, at) => attempt(`{"n":${at}}`, { type: `type-${at}`, identity: 'many' }));
  const server = await serving(many);
  const { page } = await visit(server, { viewport: { width: 1200, height: 700 } });
  await rows(page).filter({ hasText: 'type-699' }).waitFor();
  const list = page.getByRole('listbox');
  await list.evaluate((element) => element.scrollTo(0, 5_200));
  const row = page.getByText('type-595', { exact: true });
  await row.waitFor();
  const before = (await row.boundingBox())?.y;
  await server.append(attempt('{"n":"new"}', { type: 'fresh' }));
  await page.getByText('701 deliveries').waitFor();
  expect((await row.boundingBox())?.y).toBe(before);
  await server.append(attempt('{"n":"high"}', denied('a wrong key')));
  await page.getByText('702 deliveries').waitFor();
  expect((await row.boundingBox())?.y).toBe(before);
  await expectSoon(async () => {
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    expect(await page.getByText('type-0', { exact: true }).count()).toBe(1);
  });
});

inBrowser('an event that is delivered again stands out, is told of on top, and moves nothing', async () => {
  const body = (at: number): string => `{"n":${at}}`;
  const many = Array.from({ length: 700 }, (_, at) =>
    attempt(body(at), { type: `type-${at}`, identity: `call-${at}` }),
  );
  const server = await serving(many);
  const { page, events } = await visit(server, { viewport: { width: 1200, height: 700 } });
  await rows(page).filter({ hasText: 'type-699' }).waitFor();
  await page.locator('header .live').waitFor();
  const list = page.getByRole('listbox');
  await list.evaluate((element) => element.scrollTo(0, 5_200));
  const row = page.getByText('type-595', { exact: true });
  await row.waitFor();
  const before = (await row.boundingBox())?.y;
  const again = (at: number, more: Partial<Attempt> = {}) =>
    server.append(attempt(body(at), { type: `type-${at}`, identity: `call-${at}`, receivedAt: 2_000, ...more }));
  const line = page.getByRole('status').filter({ hasText: 'delivered again' });
  await again(699);
  await line.filter({ hasText: 'type-699 call-699' }).filter({ hasText: 'accepted' }).waitFor();
  // A list is scrolled by whole pixels.
  expect(Math.abs(((await row.boundingBox())?.y ?? 0) - (before ?? 0))).toBeLessThan(1);
  await again(595, { ...denied('a wrong key'), type: undefined, identity: undefined });
  await line.filter({ hasText: 'type-595 call-595' }).filter({ hasText: 'denied' }).waitFor();
  await page.locator('.row:has(.told)').filter({ hasText: 'type-595' }).filter({ hasText: '×2, 1 denied' }).waitFor();
  await list.evaluate((element) => element.scrollTo(0, 0));
  await line.getByRole('link').click();
  await rows(page).filter({ hasText: 'type-595' }).waitFor();
  await expectSoon(async () => expect(await chosen(page)).toBe('type-595'));
  // It is older than what the list holds.
  await again(3);
  await line.getByRole('link', { name: 'type-3 call-3' }).click();
  await page.getByText('"n": 3').waitFor();
  expect(events).toEqual([]);
});

inBrowser('what comes for the first time is not told as delivered again, also under a filter', async () => {
  const server = await serving([attempt('1'), attempt('2', { type: 'other' })]);
  const { page } = await visit(server);
  await page.locator('header .live').waitFor();
  await page.getByRole('searchbox').fill('ping.sent');
  await expectSoon(async () => expect(await rows(page).count()).toBe(1));
  await server.append(attempt('3'));
  await server.append(attempt('2', { type: 'other' }));
  await server.append(attempt('4'));
  await page.getByText('5 deliveries').waitFor();
  await expectSoon(async () => expect(await rows(page).count()).toBe(3));
  expect(await page.locator('.again, .told').count()).toBe(0);
  await server.append(attempt('1'));
  await page.locator('.again').waitFor();
});

inBrowser('a person sends an event again, and sees the answer or why not', async () => {
  const target = await inbox();
  const { page } = await visit(await serving(kinds));
  await rows(page).filter({ hasText: '×2' }).click();
  await page.getByLabel('Send it again').fill(target.url);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Answered 200').waitFor();
  expect(target.types()).toEqual(['call.initiate']);
  await page.getByLabel('Send it again').fill('http://192.0.2.1/');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Not sent: 192.0.2.1 is not called').waitFor();
});

inBrowser('an event goes back to where it came to, unless a person says where', async () => {
  const bare = { operation: undefined, headers: [] };
  const to = ['/v2/calls?at=1', '/keyed?key=…&at=1', '@evil.example/', '*'];
  const server = await serving(to.map((target, at) => attempt(`{"n":${at}}`, { ...bare, target })));
  const { page } = await visit(server, {}, '#events/1');
  const field = page.getByLabel('Send it again');
  for (const [at, address] of [`${server.url}/v2/calls?at=1`, `${server.url}/keyed`, '', ''].entries()) {
    await page.evaluate((id) => {
      location.hash = `#events/${id}`;
    }, at + 1);
    await page.getByText(`"n": ${at}`).waitFor();
    expect([at, await field.inputValue()]).toEqual([at, address]);
  }
  expect(await field.getAttribute('placeholder')).toBe('an address of this machine');
  await page.evaluate(() => {
    location.hash = '#events/1';
  });
  await page.getByText('"n": 0').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Answered 404').waitFor();
});

inBrowser('a sender, which takes no events, says where one may be sent again', async () => {
  const replay = { keys: developmentKeys, origins: ['https://staging.example.com'], option: '--replay-to' };
  const { page } = await visit(await serving(kinds, { role: 'sender', replay }), {}, '#events/1');
  const field = page.getByLabel('Send it again');
  await field.waitFor();
  expect(await field.inputValue()).toBe('');
  expect(await field.getAttribute('placeholder')).toBe('an address of this machine, or https://staging.example.com/…');
});

inBrowser('of a denied attempt stands what should have come, also where the event was accepted before', async () => {
  const [{ operation }] = (await loadContracts()).all;
  const wrong = attempt('{"a":1}', { outcome: 'denied', status: 401, operation: operation.name });
  const { page } = await visit(await serving([attempt('{"a":1}'), wrong]), {}, '#events/1');
  await page.getByText('It is what the contract allows.').waitFor();
  await page.getByText('Of its attempts: 1 denied.').waitFor();
  await page.getByRole('button', { name: '401' }).click();
  await page.getByText('The contract asks for').waitFor();
});

inBrowser('an operation without types, and an event without one, stand in the coverage', async () => {
  const [contract] = (await loadContracts()).all;
  const operations: [Contract] = [{ ...contract, eventTypes: [] }];
  const bare = { operation: contract.operation.name, type: undefined };
  const { page, events } = await visit(await serving([attempt('{}', bare)], { operations }), {}, '#coverage');
  await page.getByText('1 of 1 kind of events was accepted at least once.').waitFor();
  expect(await page.locator('section tbody th').allTextContents()).toEqual(['any']);
  expect(events).toEqual([]);
});

inBrowser('a search for a timeline goes through the whole journal, and says when there is none', async () => {
  const old = attempt('{"n":"old"}', { identity: 'the-oldest' });
  const many = Array.from({ length: 4_500 }, (_, at) => attempt(`{"n":${at}}`, { identity: `call-${at % 3}` }));
  const { page } = await visit(await serving([old, ...many]), {}, '#timelines');
  await page.locator('.timeline').nth(2).waitFor();
  await page.getByLabel('Search').fill('OLDEST');
  await page.getByRole('link', { name: 'the-oldest' }).waitFor();
  expect(await page.locator('.timeline').count()).toBe(1);
  await page.getByLabel('Search').fill('nobody');
  await page.getByText('No identity is like that.').waitFor();
});

const views = ['#events', '#events/3', '#timelines', '#coverage'];

inBrowser('axe finds nothing to mend, in light and in dark', async () => {
  const [full, empty] = [await serving(kinds), await serving([])];
  for (const [server, hash] of [...views.map((view) => [full, view] as const), [empty, ''] as const]) {
    const { page } = await visit(server, {}, hash);
    await page.locator('.row, .timeline, table, .start').first().waitFor();
    if (hash === '#events/3') await page.locator('.json').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations, passed } = await auditPage(page);
      expect([hash, colorScheme, violations]).toEqual([hash, colorScheme, []]);
      expect(passed).toContain('color-contrast');
    }
    await page.close();
  }
});

inBrowser('an address that changes while the page is drawn first is followed', async () => {
  if (!browser) throw new Error('there is no browser');
  const server = await serving(kinds);
  const page = await (await browser.newContext()).newPage();
  await page.addInitScript(() => {
    const whenDrawn = new MutationObserver(() => {
      if (!document.querySelector('nav')) return;
      whenDrawn.disconnect();
      location.hash = '#coverage';
    });
    whenDrawn.observe(document, { childList: true, subtree: true });
  });
  await page.goto(server.page);
  await page.locator('table').first().waitFor();
});

inBrowser('on a phone nothing scrolls sideways', async () => {
  const long = attempt(JSON.stringify({ ['n'.repeat(300)]: 'v'.repeat(3_000) }), {
    ...{ type: 't'.repeat(300), identity: 'i'.repeat(300), headers: [['h'.repeat(200), 'w'.repeat(2_000)]] },
  });
  const wordy = attempt('{"wordy":1}', {
    ...denied('d'.repeat(3_000)),
    type: 't'.repeat(300),
    identity: 'i'.repeat(300),
  });
  const server = await serving([...kinds, long, wordy]);
  const { page } = await visit(server, { viewport: { width: 360, height: 740 } });
  for (const hash of ['#events/6', '#events/7', ...views]) {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await page
      .locator(hash.includes('/') ? '.json' : '.row:visible, .timeline, table')
      .first()
      .waitFor();
    expect([hash, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([hash, 360]);
  }
});

inBrowser('on a phone the lines of a hex dump stay whole, and scroll by the keyboard within their box', async () => {
  const long = attempt(JSON.stringify('b'.repeat(1_000)));
  const { page } = await visit(await serving([long]), { viewport: { width: 360, height: 740 } }, '#events/1');
  await page.getByRole('button', { name: 'Bytes' }).click();
  const dump = page.locator('article pre').first();
  const { lines, height } = await dump.evaluate((box) => ({
    lines: box.textContent?.split('\n').length ?? 0,
    height: box.scrollHeight / Number.parseFloat(getComputedStyle(box).lineHeight),
  }));
  expect(Math.floor(height) - lines).toBeLessThan(2);
  await dump.focus();
  await page.keyboard.press('ArrowRight');
  await expectSoon(async () => expect(await dump.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});
