import { hookproofServing } from '../support/cli.ts';

test.each([
  ['keys', '-H "x-private-key: $HOOKPROOF_PRIVATE_KEY"'],
  ['signature', `-H "x-signature: $(printf %s '{"event":`],
])('at its start a receiver prints a curl line that delivers a first event with %s', async (auth, header) => {
  const receiver = await hookproofServing(['serve', '--auth', auth]);
  const { stderr } = await receiver.stop();
  const line = /^try it: +(curl .*)$/m.exec(stderr)?.[1];
  expect(line).toContain(`-X POST '${receiver.url}/`);
  expect(line).toContain(header);
});
