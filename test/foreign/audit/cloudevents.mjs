// As the README of cloudevents: HTTP.toEvent on what Express gives; a body as text, and 400 for whatever is thrown.
import { HTTP } from 'cloudevents';
import express from 'express';

const app = express();
app.post('/webhooks', express.text({ type: '*/*' }), (request, response) => {
  try {
    HTTP.toEvent({ headers: request.headers, body: request.body });
    response.status(204).end();
  } catch {
    response.status(400).end();
  }
});

export default app;
