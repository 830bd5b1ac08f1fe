// As Svix documents it for Express: the raw body, verify, 400 for whatever it throws; 204 as the contract has it.
import express from 'express';
import { Webhook } from 'svix';

const app = express();
app.post('/webhooks', express.raw({ type: 'application/json' }), (request, response) => {
  try {
    new Webhook(process.env.HOOKPROOF_PRIVATE_KEY ?? '').verify(request.body, request.headers);
    response.status(204).end();
  } catch {
    response.status(400).json({});
  }
});

export default app;
