import {
  check,
  createReceiver,
  doctor,
  drift,
  printContract,
  record,
  send,
  startReceiver,
  verify,
} from '../../src/index.ts';

const to = 'http://127.0.0.1:1/hooks';

/** Calls each function with a name that it does not know, beside those that it asks for. */
const calls: Record<string, (more: object) => Promise<unknown>> = {
  verify: (more) => verify({ target: to, ...more }),
  check: (more) => check({ events: [], ...more }),
  drift: (more) => drift({ against: 'new.yaml', ...more }),
  doctor: (more) => doctor(more),
  printContract: (more) => printContract(more),
  record: (more) => record({ to, ...more }),
  send: (more) => send({ to, ...more }),
  createReceiver: (more) => createReceiver(more),
  startReceiver: (more) => startReceiver(more),
};

test.each(Object.entries(calls))('%s refuses an option that it does not know, and names it', async (name, call) => {
  await expect(call({ overlay: [] })).rejects.toMatchObject({
    code: 'usage',
    message: `${name}: unknown option "overlay"`,
    hint: 'Did you mean overlays?',
  });
});

test.each(Object.entries(calls).filter(([name]) => !['drift', 'doctor', 'printContract'].includes(name)))(
  '%s refuses keys by other names',
  async (name, call) => {
    await expect(call({ keys: { secret: 'x' } })).rejects.toMatchObject({
      code: 'usage',
      message: `${name}: unknown name in keys "secret"`,
      hint: 'Known are: public, private.',
    });
  },
);
