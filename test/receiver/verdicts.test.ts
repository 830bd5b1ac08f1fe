import { hookproofServing, type RunningServer } from '../support/cli.ts';
import { deliver } from '../support/deliver.ts';
import { actionCases } from './verdicts/action.ts';
import { callCases } from './verdicts/call.ts';
import { envelopeCases } from './verdicts/envelope.ts';
import { formatCases } from './verdicts/formats.ts';
import { isLegal } from './verdicts/reading.ts';

const cases = [...envelopeCases, ...callCases, ...actionCases, ...formatCases];
let receiver: RunningServer;

beforeAll(async () => {
  receiver = await hookproofServing(['serve']);
});
afterAll(async () => {
  await receiver.stop();
});

test('there are enough events, and each is there once', () => {
  expect(cases.length).toBeGreaterThan(220);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(new Set(cases.map(({ body, raw }) => raw ?? JSON.stringify(body))).size).toBe(cases.length);
});

describe.each([
  ['the envelope', envelopeCases],
  ['call events', callCases],
  ['actions', actionCases],
  ['formats', formatCases],
])('%s', (_, table) => {
  test.each(table)('$name: legal is $legal', async ({ legal, body, raw }) => {
    expect(isLegal(body)).toBe(legal);
    const answer = await deliver(receiver.url, raw ?? JSON.stringify(body));
    expect({ status: answer.status, why: answer.body }).toMatchObject({ status: legal ? 200 : 400 });
  });
});
