import type { RequestListener } from 'node:http';
import bolt from '@slack/bolt';
import { developmentKeys as keys, verify } from '../../src/index.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { webhooksDocument } from '../support/webhooks.ts';

afterAll(removeFolders);

/** What Slack delivers to an application that listens for mentions, in short. */
const contract = webhooksDocument('Mentions', {
  mention: {
    schema: {
      type: 'object',
      required: ['type', 'team_id', 'event'],
      properties: {
        type: { const: 'event_callback' },
        team_id: { const: 'T0FAKE' },
        event: {
          type: 'object',
          required: ['type', 'channel', 'text'],
          properties: { type: { const: 'app_mention' }, channel: { const: 'C0FAKE' }, text: { type: 'string' } },
        },
      },
    },
  },
});

function application(signatureVerification = true): RequestListener {
  const receiver = new bolt.ExpressReceiver({
    signingSecret: keys.private,
    endpoints: '/hooks',
    signatureVerification,
    logLevel: bolt.LogLevel.ERROR,
  });
  const app = new bolt.App({ receiver, authorize: async () => ({ botToken: 'xoxb-fake', botId: 'B0FAKE' }) });
  app.event('app_mention', async () => {});
  return receiver.app as RequestListener;
}

async function judged(target: RequestListener) {
  const folder = await folderWith({ 'mentions.yaml': contract });
  const scheme = { contract: `${folder}/mentions.yaml`, signature: 'slack', handshake: 'slack' };
  const groups = ['handshake', 'signature'];
  return verify({ target, path: '/hooks', keys, ...scheme, groups, strict: true });
}

test('an application of Bolt proves its URL as Slack asks, and believes what Slack signs', async () => {
  const { cases, summary } = await judged(application());
  expect(cases.filter(({ status }) => ['FAIL', 'WARN', 'BLOCKED', 'ERROR'].includes(status))).toEqual([]);
  expect(cases.filter(({ group, status }) => group === 'handshake' && status === 'PASS')).toHaveLength(6);
  expect(summary.verdict).toBe('pass');
});

test('one that does not look at signatures gives the challenge to anybody', async () => {
  const { cases } = await judged(application(false));
  const failed = cases.filter(({ group, status }) => group === 'handshake' && status === 'FAIL').map(({ id }) => id);
  expect(failed).toEqual(['handshake.unsigned', 'handshake.wrong-signature']);
});
