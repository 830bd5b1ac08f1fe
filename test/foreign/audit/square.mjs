// The README of square shows one call; what is around it is the least that Express needs.
import express from 'express';
import { WebhooksHelper } from 'square';

const app = express();
app.post('/webhooks', express.text({ type: 'application/json' }), async (request, response) => {
  const valid = await WebhooksHelper.verifySignature({
    requestBody: request.body,
    signatureHeader: request.headers['x-square-hmacsha256-signature'],
    signatureKey: process.env.HOOKPROOF_PRIVATE_KEY ?? '',
    notificationUrl: 'https://example.com/webhook',
  });
  response.status(valid ? 200 : 403).end();
});

export default app;
