import { isCredentialName } from '../../src/signature/credential-names.ts';

test.each([
  ...['X-Hub-Signature', 'x-hub-signature-256', 'Stripe-Signature', 'X-Signature-Ed25519', 'Paypal-Transmission-Sig'],
  ...['X-Shopify-Hmac-Sha256', 'x-hmac-sha-256', 'X-Gitlab-Token', 'X-Goog-Channel-Token', 'X-Hook-Secret', 'Cookie'],
  ...[
    'X-API-Key',
    'x_api_key',
    'apikey',
    'Authorization',
    'Proxy-Authorization',
    'X-Auth',
    'access_token',
    'accessToken',
  ],
])('what is called %s is a credential', (name) => {
  expect(isCredentialName(name)).toBe(true);
});

test.each([
  ...['X-Signature-Timestamp', 'X-Hub-Signature-Version', 'X-Github-Delivery', 'Content-Type', 'X-Author', 'X-Design'],
  ...['X-Tokenizer', 'Idempotency-Key', 'webhook-id', 'webhook-timestamp', 'traceparent', 'X-Token-Type', 'sign-up'],
])('what is called %s is none', (name) => {
  expect(isCredentialName(name)).toBe(false);
});
