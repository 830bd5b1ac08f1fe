import { loadContracts } from '../../src/contract/load.ts';
import { authenticator, type Offered } from '../../src/edge/authenticator.ts';
import { root } from '../support/cli.ts';

const keys = { public: 'pk_own', private: 'sk_own' };

/** Says why a contract denies what has these headers, this query and this Authorization. */
async function why(file: string | undefined, headers: Offered['headers'], query = '', authorization: string[] = []) {
  const contracts = await loadContracts(file === undefined ? {} : { contract: `${root}test/contracts/${file}` });
  const [{ security }] = contracts.all;
  return authenticator(security, keys).why({
    headers,
    authorizations: () => authorization,
    search: () => new URLSearchParams(query),
    url: () => 'http://127.0.0.1/',
  });
}

test('of keys it is said which one is missing or wrong, and none is shown', async () => {
  const right = { 'x-public-key': keys.public, 'x-private-key': keys.private };
  const { 'x-private-key': _, ...incomplete } = right;
  expect([
    await why(undefined, {}),
    await why(undefined, incomplete),
    await why(undefined, { ...right, 'x-public-key': 'canary' }),
    await why(undefined, { ...right, 'x-private-key': 'canary' }),
  ]).toEqual([
    'the header x-public-key is missing',
    'the header x-private-key is missing',
    'the header x-public-key does not hold the right public key',
    'the header x-private-key does not hold the right private key',
  ]);
});

test('a key is named wherever it belongs', async () => {
  const basic = `Basic ${Buffer.from('pk_own:canary').toString('base64')}`;
  expect([
    await why('paths-30-basic-auth.yaml', {}, '', [basic]),
    await why('paths-30-basic-auth.yaml', {}, '', [basic, basic]),
    await why('webhooks-31-oauth-or-query.yaml', {}, 'canary=1'),
    await why('webhooks-31-oauth-or-query.yaml', {}, 'access+key=canary'),
    await why('paths-31-cookie-tls.yaml', { cookie: 'session=canary' }),
  ]).toEqual([
    'the header Authorization does not hold the right public and private key',
    'the header Authorization is missing, or came twice',
    'the header Authorization is missing, or came twice',
    'the query access key does not hold the right private key',
    'the cookie session does not hold the right private key',
  ]);
});
