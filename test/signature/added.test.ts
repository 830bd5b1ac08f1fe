import { hookproof, hookproofServing, root } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';

afterAll(removeFolders);

const body = '{"id":"11111111-2222-4333-8444-555555555555","state":"sent"}';
const contract = `${root}test/contracts/webhooks-31.yaml`;

/** What it takes to add a scheme: one file, and a delivery that is known to be right (made with openssl). */
const added = {
  typeform: {
    file: `
header: Typeform-Signature
value: sha256={signature}
encoding: base64
`,
    secret: 'fake_typeform_secret',
    delivery: { 'typeform-signature': 'sha256=E60h09IYspv12/0bmdc9dVazSWZbJqMeNQqiG7wf05o=' },
    right: `given === 'sha256=' + createHmac('sha256', secret).update(body).digest('base64')`,
    broken: {
      'signature.over-reserialised-body': `given === 'sha256=' + createHmac('sha256', secret).update(JSON.stringify(JSON.parse(body))).digest('base64')`,
      'signature.other-version': `given.split('=').slice(1).join('=') === createHmac('sha256', secret).update(body).digest('base64')`,
      'signature.swapped-case': `given.toLowerCase() === 'sha256=' + createHmac('sha256', secret).update(body).digest('base64').toLowerCase()`,
      'signature.unkeyed': `[createHmac('sha256', secret), createHash('sha256')].some((each) => given === 'sha256=' + each.update(body).digest('base64'))`,
    },
  },
  paystack: {
    file: `
header: X-Paystack-Signature
algorithm: hmac-sha512
`,
    secret: 'sk_test_fake_paystack',
    delivery: {
      'x-paystack-signature':
        'e5dfdae6a8e3185a14dac0a2c09d133a33bf16eb1ec3e700bac76856769f8c41b75db8d977bb114d3f6d381c910920d2768a76549beddc879fba8bdc577dffce',
    },
    right: `given === createHmac('sha512', secret).update(body).digest('hex')`,
    broken: {
      'signature.missing': `given === '' || given === createHmac('sha512', secret).update(body).digest('hex')`,
      'signature.over-trimmed': `given === createHmac('sha512', secret).update(String(body).trim()).digest('hex')`,
      'signature.too-long': `given.startsWith(createHmac('sha512', secret).update(body).digest('hex'))`,
      'signature.without-secret': `given === createHmac('sha512', secret ?? '').update(body).digest('hex')`,
    },
  },
};

const receiver = (header: string, believes: string): string => `
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
const secret = process.env.HOOKPROOF_PRIVATE_KEY;
createServer(async (request, response) => {
  const end = (status) => response.writeHead(status).end();
  const body = await buffer(request);
  const given = request.headers['${header}'] ?? '';
  try {
    if (!(${believes})) return end(401);
    end(typeof JSON.parse(body).id === 'string' ? 202 : 400);
  } catch {
    end(400);
  }
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

describe.each(Object.entries(added))('%s, which does not ship', (name, { file, secret, delivery, right, broken }) => {
  const env = { HOOKPROOF_SECRET: secret };
  const [header = ''] = Object.keys(delivery);
  const verify = async (believes: string, ...selected: string[]) => {
    const folder = await folderWith({ 'scheme.yaml': file, 'app.mjs': receiver(header, believes) });
    const given = ['--contract', contract, '--signature', `${folder}/scheme.yaml`, '--report', 'json'];
    const exec = ['--exec', `'${process.execPath}' ${folder}/app.mjs`];
    const { status, stdout } = await hookproof(['verify', ...given, ...exec, ...selected], { env });
    return { status, cases: JSON.parse(stdout).cases as { id: string; status: string }[] };
  };

  test('serve believes the delivery that is known to be right, and says what is wrong with another', async () => {
    const folder = await folderWith({ 'scheme.yaml': file });
    const given = ['--contract', contract, '--signature', `${folder}/scheme.yaml`];
    const server = await hookproofServing(['serve', ...given], { env });
    const send = async (text: string) =>
      (
        await fetch(`${server.url}/webhooks`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...delivery },
          body: text,
        })
      ).status;
    expect([await send(body), await send(`${body} `)]).toEqual([202, 401]);
    const to = ['--to', `${server.url}/webhooks`, '--retries', '0'];
    expect((await hookproof(['simulate', 'every-event', ...given, ...to], { env })).status).toBe(0);
    expect((await server.stop()).stderr).toContain('of the event re-serialised, without white space, not of the bytes');
  });

  test('verify never flags a receiver of it that is right', async () => {
    const { status, cases } = await verify(right, '--group', 'signature', '--strict');
    expect(cases.filter((each) => ['FAIL', 'WARN', 'BLOCKED', 'ERROR'].includes(each.status))).toEqual([]);
    expect([status, cases.filter((each) => each.status === 'PASS').length > 20]).toEqual([0, true]);
  });

  test.each(Object.entries(broken))('verify finds by %s a receiver that is broken', async (id, believes) => {
    const { status, cases } = await verify(believes, '--case', id);
    expect([status, cases]).toEqual([1, [expect.objectContaining({ id, status: 'FAIL' })]]);
  });

  test('its name alone is not known', async () => {
    const { status, stderr } = await hookproof(['simulate', '--list', '--contract', contract, '--signature', name]);
    expect([status, stderr]).toEqual([2, expect.stringContaining('nor a signature scheme of that name')]);
  });
});
