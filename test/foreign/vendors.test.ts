import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { validateSignature } from '@line/bot-sdk';
import { sign as signOctokit, verify as verifyOctokit } from '@octokit/webhooks-methods';
import { Environment, Paddle } from '@paddle/paddle-node-sdk';
import { verifySlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { verifyKey } from 'discord-interactions';
import { WebhooksHelper } from 'square';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as Svix } from 'svix';
import { compileEvents } from '../../src/contract/compile-events.ts';
import { loadContract, startReceiver, verify } from '../../src/index.ts';
import { developmentKeysFor } from '../../src/signature/keys.ts';

interface Delivery {
  body: Buffer;
  headers: IncomingHttpHeaders;
  url: string;
}

interface Vendor {
  /** Throws, or gives false, for a delivery that it does not believe. */
  believes(delivery: Delivery, secret: string, publicKey: string): unknown;
  /** Gives the headers by which the vendor's own code signs a body. */
  signs?(body: string, secret: string): Record<string, string> | Promise<Record<string, string>>;
}

const header = (headers: IncomingHttpHeaders, name: string): string => String(headers[name] ?? '');
const stripe = new Stripe('sk_test_fake');
const paddle = new Paddle('fake', { environment: Environment.sandbox });
const standardHeaders = (
  webhook: { sign(id: string, at: Date, body: string): string },
  prefix: string,
  body: string,
) => {
  const at = new Date();
  return {
    [`${prefix}-id`]: 'msg_fake',
    [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
    [`${prefix}-signature`]: webhook.sign('msg_fake', at, body),
  };
};

const vendors: Record<string, Vendor> = {
  'standard-webhooks': {
    believes: ({ body, headers }, secret) =>
      new StandardWebhook(secret).verify(body, headers as Record<string, string>),
    signs: (body, secret) => standardHeaders(new StandardWebhook(secret), 'webhook', body),
  },
  svix: {
    believes: ({ body, headers }, secret) => new Svix(secret).verify(body, headers as Record<string, string>),
    signs: (body, secret) => standardHeaders(new Svix(secret), 'svix', body),
  },
  github: {
    believes: ({ body, headers }, secret) =>
      verifyOctokit(secret, body.toString(), header(headers, 'x-hub-signature-256')),
    signs: async (body, secret) => ({ 'x-hub-signature-256': await signOctokit(secret, body) }),
  },
  stripe: {
    believes: ({ body, headers }, secret) =>
      stripe.webhooks.constructEvent(body, header(headers, 'stripe-signature'), secret),
    signs: (payload, secret) => ({ 'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret }) }),
  },
  slack: {
    believes: ({ body, headers }, signingSecret) =>
      verifySlackRequest({
        signingSecret,
        body: body.toString(),
        headers: {
          'x-slack-signature': header(headers, 'x-slack-signature'),
          'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
        },
      }),
  },
  line: {
    believes: ({ body, headers }, secret) => validateSignature(body, secret, header(headers, 'x-line-signature')),
  },
  square: {
    believes: ({ body, headers, url }, signatureKey) =>
      WebhooksHelper.verifySignature({
        requestBody: body.toString(),
        signatureHeader: header(headers, 'x-square-hmacsha256-signature'),
        signatureKey,
        notificationUrl: url,
      }),
  },
  paddle: {
    believes: ({ body, headers }, secret) =>
      paddle.webhooks.isSignatureValid(body.toString(), secret, header(headers, 'paddle-signature')),
  },
  discord: {
    believes: ({ body, headers }, _, publicKey) =>
      verifyKey(body, header(headers, 'x-signature-ed25519'), header(headers, 'x-signature-timestamp'), publicKey),
  },
};

const contractFile = new URL('../contracts/webhooks-31.yaml', import.meta.url).pathname;

describe.each(Object.entries(vendors))('%s', (signature, vendor) => {
  const opened = loadContract({ contract: contractFile, signature });

  async function receiver(): Promise<RequestListener> {
    const contract = await opened;
    const keys = developmentKeysFor(contract.security);
    const validate = compileEvents(contract);
    return async (request, response) => {
      const body = await buffer(request);
      const url = `http://${request.headers.host}${request.url?.split('?')[0]}`;
      const delivery = { body, headers: request.headers, url };
      const believed = await isBelieved(vendor, delivery, keys.private, keys.public);
      const event = believed ? parsed(body.toString()) : undefined;
      const status = !believed ? 401 : event !== undefined && validate(event).length === 0 ? 200 : 400;
      response.writeHead(status).end();
    };
  }

  test('the vendor’s own code believes what we sign, and verify finds no fault in it', async () => {
    const contract = await opened;
    const report = await verify({ target: createServer(await receiver()), contract, groups: ['signature'] });
    expect(report.cases.filter(({ status }) => ['FAIL', 'ERROR', 'BLOCKED', 'WARN'].includes(status))).toEqual([]);
    expect(report.summary.pass).toBeGreaterThan(20);
  });

  test('a receiver that believes everything is found out', async () => {
    const contract = await opened;
    const report = await verify({
      target: (request, response) => void request.resume().on('end', () => response.end()),
      contract,
      groups: ['signature'],
    });
    expect(report.summary.fail).toBeGreaterThan(15);
  });

  const { signs } = vendor;
  if (signs)
    test('serve believes what the vendor’s own code signs, and nothing that was changed since', async () => {
      const contract = await opened;
      const keys = developmentKeysFor(contract.security);
      const { url, close } = await startReceiver({ contract });
      const body = '{"id":"11111111-2222-4333-8444-555555555555","state":"sent"}';
      const headers = { 'content-type': 'application/json', ...(await signs(body, keys.private)) };
      const send = async (text: string) =>
        (await fetch(url + contract.operation.path, { method: 'POST', headers, body: text })).status;
      expect([await send(body), await send(`${body} `)]).toEqual([Number(contract.statuses[0]), 401]);
      await close();
    });
});

async function isBelieved(vendor: Vendor, delivery: Delivery, secret: string, publicKey: string): Promise<boolean> {
  try {
    return (await vendor.believes(delivery, secret, publicKey)) !== false;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
