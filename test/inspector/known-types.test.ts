import type { Contract } from '../../src/contract/contract.ts';
import { loadContracts } from '../../src/contract/load.ts';
import type { Overview } from '../../src/inspector/views.ts';
import { attempt } from '../journal/stores.ts';
import { eventsOf, expectSoon, inBrowser, openBrowser } from '../support/browser.ts';
import { deliver } from '../support/deliver.ts';
import { inspected } from './inspected.ts';

/** Gives contracts of which each takes a while to find its types, as large schemas do. */
async function slowContracts(count: number, ms: number): Promise<[Contract, ...Contract[]]> {
  const { all } = await loadContracts();
  const slow = Array.from({ length: count }, (_, i) =>
    Object.defineProperties(Object.create(null), {
      ...Object.getOwnPropertyDescriptors(all[0]),
      operation: { value: { ...all[0].operation, name: `operation-${i}` } },
      eventTypes: {
        get() {
          for (const until = performance.now() + ms; performance.now() < until; );
          return [`type-${i}`];
        },
      },
    }),
  );
  return slow as [Contract, ...Contract[]];
}

test('a page of many large operations is answered at once, others have their turn, and all is known in the end', async () => {
  const { url, close } = await inspected([], { operations: await slowContracts(40, 25) });
  const overview = async (): Promise<Overview> =>
    JSON.parse((await deliver(url, '', { method: 'GET', path: '/_hookproof/api/overview', headers: {} })).body);
  const first = await overview();
  const types = first.operations.flatMap((each) => each.types);
  expect([first.hasAllTypes, first.operations.length, types.includes('type-0')]).toEqual([false, 40, true]);
  expect(types.length).toBeLessThan(40);
  let last = first;
  for (let times = 0; !last.hasAllTypes && times < 100; times++) last = await overview();
  expect(last.operations.map((each) => each.types)).toEqual(Array.from({ length: 40 }, (_, i) => [`type-${i}`]));
  await close();
});

inBrowser(
  'types that are known later appear on the page by themselves',
  async () => {
    const browser = await openBrowser();
    const { page: address, close } = await inspected([attempt('a')], { operations: await slowContracts(20, 25) });
    const page = await browser?.newPage();
    if (!page) return;
    const events = eventsOf(page, (url) => url.startsWith(address));
    await page.goto(address);
    await expectSoon(async () => {
      expect(await page.locator('option', { hasText: 'type-19' }).count()).toBe(1);
    });
    expect(await page.locator('.state').innerText()).toContain('1 delivery');
    expect(events).toEqual([]);
    await browser?.close();
    await close();
  },
  60_000,
);
