// As docs/guide/webhook.md of line-bot-sdk-nodejs: the middleware, and its error handler.
import { JSONParseError, middleware, SignatureValidationFailed } from '@line/bot-sdk';
import express from 'express';

const app = express();
app.post('/webhooks', middleware({ channelSecret: process.env.HOOKPROOF_PRIVATE_KEY ?? '' }), (request, response) => {
  response.json(request.body.events);
});
app.use((error, _request, response, next) => {
  if (error instanceof SignatureValidationFailed) response.status(401).send(error.signature);
  else if (error instanceof JSONParseError) response.status(400).send(error.raw);
  else next(error);
});

export default app;
