// As examples/webhook-signing/express of stripe-node: the raw body, constructEvent, 400 with the error's message.
import express from 'express';
import Stripe from 'stripe';

const stripe = new Stripe('sk_test_fake');
const app = express();
app.post('/webhooks', express.raw({ type: 'application/json' }), (request, response) => {
  let event;
  try {
    const signature = request.headers['stripe-signature'];
    event = stripe.webhooks.constructEvent(request.body, signature, process.env.HOOKPROOF_PRIVATE_KEY);
  } catch (error) {
    response.status(400).send(`Webhook Error: ${error.message}`);
    return;
  }
  if (event.type === 'charge.succeeded') seen(event.data.object.id);
  response.json({ received: true });
});

function seen() {}

export default app;
