// As examples/express_app.js of discord-interactions has it for events.
import { verifyWebhookEventMiddleware } from 'discord-interactions';
import express from 'express';

const app = express();
app.post('/webhooks', verifyWebhookEventMiddleware(process.env.HOOKPROOF_PUBLIC_KEY ?? ''), () => {});

export default app;
