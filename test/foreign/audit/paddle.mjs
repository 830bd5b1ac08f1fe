// As the README of @paddle/paddle-node-sdk: unmarshal in a try block, and one answer after it.
import { EventName, Paddle } from '@paddle/paddle-node-sdk';
import express from 'express';

const paddle = new Paddle('fake');
const app = express();
app.post('/webhooks', express.raw({ type: 'application/json' }), async (request, response) => {
  const signature = request.headers['paddle-signature'] || '';
  const body = request.body.toString();
  try {
    if (signature && body) {
      const event = await paddle.webhooks.unmarshal(body, process.env.HOOKPROOF_PRIVATE_KEY ?? '', signature);
      if (event.eventType === EventName.ProductUpdated) seen(event.data.id);
    }
  } catch {
    // The README prints the error here.
  }
  response.send('Processed webhook event');
});

function seen() {}

export default app;
