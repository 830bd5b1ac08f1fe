import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { type Proof, proofs } from './keys.ts';
import { work } from './work.ts';

const {
  AUTH: auth = 'keys',
  HOOKPROOF_PUBLIC_KEY: publicKey,
  HOOKPROOF_PRIVATE_KEY: privateKey,
  HOOKPROOF_EFFECTS: effects,
  INBOX: file,
  PORT: port = '3000',
} = process.env;

if (!publicKey || !privateKey)
  fail('set HOOKPROOF_PUBLIC_KEY and HOOKPROOF_PRIVATE_KEY to the keys of your organisation');
if (!isProof(auth)) fail(`AUTH must be one of ${proofs.join(', ')}`);
if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) fail('PORT must be a number from 0 to 65535');

const inbox = openInbox();
const app = createApp({ keys: { publicKey, privateKey }, proof: auth, inbox, showEffects: effects === '1' });
let stopping = false;

const server = createServer(
  // Slow senders are cut off, checked each second.
  { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000, keepAliveTimeout: 65_000 },
  (request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    app(request, response);
  },
);
server.once('error', (error) => fail(`cannot listen on port ${port}: ${error.message}`));
server.listen(Number(port), '127.0.0.1', () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  console.log(`listening on ${url}${auth === 'keys' ? '' : ' for signed deliveries'}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);

function isProof(text: string): text is Proof {
  return proofs.some((each) => each === text);
}

function openInbox(): Inbox {
  try {
    return createInbox(work, file || ':memory:');
  } catch (error) {
    return fail(`cannot open the inbox: ${error instanceof Error ? error.message : error}`);
  }
}

/** Takes nothing new, answers what is under way, works off the queue, ends. */
function stop(): void {
  stopping = true;
  setTimeout(() => server.closeAllConnections(), 10_000).unref();
  server.close(() => void inbox.drained().then(() => process.exit(0)));
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
