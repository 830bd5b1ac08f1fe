import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { validateSignature } from '@line/bot-sdk';
import { sign as signOctokit, verify as verifyOctokit } from '@octokit/webhooks-methods';
import { Environment, Paddle } from '@paddle/paddle-node-sdk';
import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import { verifySlackRequest } from '@slack/bolt/dist/receivers/verify-request.js';
import { verifyKey } from 'discord-interactions';
import { WebhooksHelper } from 'square';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { Webhook as Svix } from 'svix';
import { compileEvents } from '../../src/contract/compile-events.ts';
import { type Contract, loadContract } from '../../src/index.ts';
import type { Keys } from '../../src/signature/keys.ts';

export interface Delivery {
  body: Buffer;
  headers: IncomingHttpHeaders;
  url: string;
}

export interface Vendor {
  /** Throws, or gives false, for a delivery that it does not believe. */
  believes(delivery: Delivery, secret: string, publicKey: string): unknown;
  /** Gives the headers by which the vendor's own code signs a body. */
  signs?(body: string, secret: string): Record<string, string> | Promise<Record<string, string>>;
}

const shopify = (apiSecretKey: string) =>
  shopifyApi({
    apiKey: 'fake',
    apiSecretKey,
    hostName: 'shop.example',
    apiVersion: Object.values(ApiVersion).at(-1) as ApiVersion,
    isEmbeddedApp: false,
    logger: { level: 0 },
  });
/** What comes along with each delivery of Shopify's, beside the signature. */
const ofShopify = {
  'x-shopify-topic': 'parcels/update',
  'x-shopify-shop-domain': 'a.myshopify.com',
  'x-shopify-api-version': '2026-01',
  'x-shopify-webhook-id': '1',
};
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

/** What each vendor's package does with a delivery, as its README has it. */
export const vendors: Record<string, Vendor> = {
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
  shopify: {
    believes: async ({ body, headers, url }, secret) => {
      const signature = { 'x-shopify-hmac-sha256': header(headers, 'x-shopify-hmac-sha256') };
      const rawRequest = new Request(url, { method: 'POST', headers: { ...ofShopify, ...signature } });
      return (await shopify(secret).webhooks.validate({ rawBody: body.toString(), rawRequest })).valid;
    },
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

/** Gives the contract of parcels, signed by a scheme that ships. */
export function parcelsSignedBy(signature: string): Promise<Contract> {
  return loadContract({ contract: contractFile, signature });
}

/** Makes a receiver that believes what a vendor's code believes, and takes what the contract allows. */
export function receiverOf({ believes }: Vendor, contract: Contract, keys: Keys): RequestListener {
  const validate = compileEvents(contract);
  return async (request, response) => {
    const body = await buffer(request);
    const url = `http://${request.headers.host}${request.url?.split('?')[0]}`;
    const believed = await isBelieved(believes, { body, headers: request.headers, url }, keys);
    const event = believed ? parsed(body.toString()) : undefined;
    const status = !believed ? 401 : event !== undefined && validate(event).length === 0 ? 202 : 400;
    response.writeHead(status).end();
  };
}

/** Tells whether a vendor's code believes a delivery; what it throws is a no. */
export async function isBelieved(believes: Vendor['believes'], delivery: Delivery, keys: Keys): Promise<boolean> {
  try {
    return (await believes(delivery, keys.private, keys.public)) !== false;
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
