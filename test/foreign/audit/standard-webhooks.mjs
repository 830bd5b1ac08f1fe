// The README of standardwebhooks shows one call; what is around it is the least that Express needs.
import express from 'express';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.HOOKPROOF_PRIVATE_KEY ?? '');
const app = express();
app.post('/webhooks', express.raw({ type: 'application/json' }), (request, response) => {
  try {
    webhook.verify(request.body, request.headers);
    response.status(204).end();
  } catch {
    response.status(400).end();
  }
});

export default app;
