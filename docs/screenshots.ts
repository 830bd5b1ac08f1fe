import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

// Makes the pictures of docs/inspector.md: node docs/screenshots.ts, after make setup, where Chromium is installed. With a
// folder behind it, it makes those of each view there, in each width, light and dark, to be looked at.
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const [, , chosen] = process.argv;
const folder = chosen ?? here('images');
const shown = ['inspector-denied-wide-light', 'inspector-timelines-wide-dark', 'inspector-refused-phone-light'];
const cli = here('../dist/cli/bin.js');
const keys = { HOOKPROOF_PUBLIC_KEY: 'pk_pictures', HOOKPROOF_PRIVATE_KEY: 'sk_pictures' };
const env = { ...process.env, ...keys };

/** Runs a command to its end. */
function hookproof(...args: string[]): Promise<unknown> {
  return new Promise((resolve) =>
    spawn(process.execPath, [cli, ...args], { env, stdio: 'ignore' }).on('close', resolve),
  );
}

const server = spawn(process.execPath, [cli, 'serve', '--port', '0', '--journal', 'memory', '--auth', 'signature'], {
  env,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const base = await new Promise<string>((resolve) => {
  server.stdout.on('data', (text) => {
    const url = /listening on (\S+)/.exec(String(text))?.[1];
    if (url) resolve(url);
  });
});
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

interface Picture {
  hash: string;
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
  /** Waits for what shall be there. */
  until: string;
}

async function picture(name: string, { hash, width, height, colorScheme, until }: Picture): Promise<void> {
  if (chosen === undefined && !shown.includes(name)) return;
  const page = await (await browser.newContext({ viewport: { width, height }, colorScheme })).newPage();
  await page.goto(`${base}/_hookproof/${hash}`);
  await page.locator(until).first().waitFor();
  await page.locator('header .live').waitFor();
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.context().close();
}

const to = `${base}/v2/webhooks/call-events`;

/** Delivers a body with a signature, right or over another one; gives the number of the event. */
async function deliver(body: string, signed = body): Promise<number> {
  const signature = createHmac('sha256', keys.HOOKPROOF_PRIVATE_KEY).update(signed).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-public-key': keys.HOOKPROOF_PUBLIC_KEY };
  await fetch(to, { method: 'POST', body, headers: { ...headers, 'x-signature': signature } });
  const { events } = await (await fetch(`${base}/_hookproof/api/events?limit=1`)).json();
  return events[0].id;
}

const [wide, middle, phone] = [
  { width: 1440, height: 900 },
  { width: 768, height: 900 },
  { width: 360, height: 740 },
];
try {
  await picture('inspector-empty', { ...wide, hash: '', colorScheme: 'light', until: '.start' });
  await hookproof('simulate', 'all', '--to', to, '--auth', 'signature');
  await hookproof('simulate', '--to', to, '--auth', 'signature', '--shuffle', '--duplicates', '0.4', '--seed', '3');
  const call = { id: 'call-77', status: 'completed', startedAt: 'yesterday' };
  const event = { event: { type: 'call.completed', data: { call } } };
  const refused = await deliver(JSON.stringify(event));
  const denied = await deliver(JSON.stringify(event, null, 1), JSON.stringify(event));
  for (const [size, shape] of Object.entries({ wide, middle, phone }))
    for (const colorScheme of ['light', 'dark'] as const) {
      const like = { ...shape, colorScheme };
      const name = (view: string): string => `inspector-${view}-${size}-${colorScheme}`;
      await picture(name('list'), { ...like, hash: '', until: '.row' });
      await picture(name('refused'), { ...like, hash: `#events/${refused}`, until: '.json' });
      await picture(name('denied'), { ...like, hash: `#events/${denied}`, until: '.json' });
      await picture(name('timelines'), { ...like, hash: '#timelines', until: '.step' });
      await picture(name('coverage'), { ...like, hash: '#coverage', until: 'canvas' });
    }
} finally {
  await browser.close();
  server.kill();
}
