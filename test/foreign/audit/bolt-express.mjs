// An app on the receiver that Bolt offers for those who have routes of their own in Express.
import bolt from '@slack/bolt';

const receiver = new bolt.ExpressReceiver({
  signingSecret: process.env.HOOKPROOF_PRIVATE_KEY ?? '',
  endpoints: '/webhooks',
  logLevel: bolt.LogLevel.ERROR,
});
const app = new bolt.App({ receiver, authorize: async () => ({ botToken: 'xoxb-fake', botId: 'B0FAKE' }) });
app.event('app_mention', async () => {});

export default receiver.app;
