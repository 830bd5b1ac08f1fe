import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { hasTool } from './tool.ts';

const executablePath = '/usr/bin/chromium';
const args = '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync';

const hasBrowser = hasTool(executablePath);

/** A test that needs a browser; it is skipped where there is none. */
export const inBrowser = hasBrowser ? test : test.skip;

/** Starts a browser; undefined where there is none. */
export async function openBrowser(): Promise<Browser | undefined> {
  return hasBrowser ? chromium.launch({ executablePath, args: [...args.split(' '), '--no-first-run'] }) : undefined;
}

/** What no page should do: dialogs, errors, messages of the console, requests that `mayAsk` does not let through. */
export function eventsOf(page: Page, mayAsk: (url: string) => boolean): string[] {
  const events: string[] = [];
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => events.push(`error ${error.message}`));
  page.on('console', (message) => events.push(`console ${message.text()}`));
  page.on('request', (request) => {
    if (!mayAsk(request.url())) events.push(`request ${request.url()}`);
  });
  return events;
}

interface Axe {
  run(): Promise<{ passes: { id: string }[]; violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** Asks axe what it finds to mend in a page, and which rules are kept. */
export async function auditPage(page: Page): Promise<{ passed: string[]; violations: string[] }> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const result = await axe.run();
    const found = result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    return { passed: result.passes.map(({ id }) => id), violations: found };
  });
}

/** Tries until it holds: what somebody does in a page shows a little later. */
export async function expectSoon(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; tries < 1_000; tries++) {
    try {
      return await check();
    } catch {
      // Each look at the page is a journey to the browser and back.
    }
  }
  await check();
}
