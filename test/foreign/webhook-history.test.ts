import type { Change, DriftReport } from '../../src/change.ts';
import { hookproofProcess } from '../support/cli.ts';
import {
  choices,
  generatedEvent,
  type HistoryStep,
  historySteps,
  type Published,
  published,
  sameSchemas,
} from './webhook-history.ts';

const versions = ['5.3.2', '8.3.0', '8.5.1', '11.0.0', '12.0.3', '12.1.0'];
const all = historySteps(versions);
// Each takes many seconds; those of other documents tell much the same once more, and HOOKPROOF_STEPS=all judges those before, too.
const steps = all.filter(({ title }) => /^api\.github\.com /.test(title));
const judged = process.env.HOOKPROOF_STEPS === 'all' ? steps : steps.slice(-3);
const webhooksAStep = 12;
const eventsAWebhook = 24;
const webhooksAWitness = 3;
// A `type` beside it says which alternative is meant, which plain Ajv cannot know, and drift reads by it.
const readAsMeant = /\/secret-scanning-location\/properties\/details\/oneOf\/\d+$/;
const counts = { witnesses: 0, meant: 0, refused: 0, events: 0, equal: 0 };

afterAll(() => {
  const { witnesses, meant, refused, events, equal } = counts;
  console.log(
    `${judged.length} of ${all.length} steps judged: ${witnesses} witnesses tried by Ajv, ${meant} besides are of a union that is read as meant; ${refused} of ${events} events that ` +
      `the new document takes are refused by the old one; ${equal} webhooks say the same`,
  );
});

async function driftOf({ old, now }: HistoryStep): Promise<DriftReport> {
  const { status, stdout, stderr } = await hookproofProcess([
    ...['drift', '--contract', old, '--against', now, '--format', 'json'],
  ]);
  expect([status, stderr]).toEqual([stdout.includes('"verdict": "fail"') ? 1 : 0, '']);
  return JSON.parse(stdout) as DriftReport;
}

const concerns = (webhook: string) => (change: Change) => change.affects.includes(webhook);

/** Counts events of the new document that the old one refuses, of some that both could tell apart. */
function refusedEvents(old: Published, now: Published, webhook: string): number {
  const [before, after] = [old.validatorOf(webhook), now.validatorOf(webhook)];
  let refused = 0;
  for (let seed = 1; seed <= eventsAWebhook; seed++) {
    const event = generatedEvent(now, now.schemaOf(webhook), choices(seed));
    if (!after(event)) continue;
    counts.events++;
    if (!before(event)) refused++;
  }
  counts.refused += refused;
  return refused;
}

/** Takes so many of a list, from all over it. */
function spread<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, index) => list[Math.floor(index * step)] as T);
}

test.each(judged.map((step) => [step.title, step] as const))(
  'drift says what Ajv says: %s',
  async (_, step) => {
    const report = await driftOf(step);
    const [old, now] = [published(step.old), published(step.now)];
    const isSame = sameSchemas(old, now);
    const both = now.webhooks.filter((webhook) => old.webhooks.includes(webhook));
    const [equal, changed] = [true, false].map((wanted) =>
      both.filter((each) => isSame(old.schemaOf(each), now.schemaOf(each)) === wanted),
    ) as [string[], string[]];
    counts.equal += equal.length;
    const alarms = equal.filter((each) =>
      report.changes.some((change) => change.level !== 'docs' && concerns(each)(change)),
    );
    expect(alarms).toEqual([]);
    const missed = spread(changed, webhooksAStep).filter(
      (each) =>
        refusedEvents(old, now, each) > 0 &&
        !report.changes.some((change) => change.level === 'breaking' && concerns(each)(change)),
    );
    expect(missed).toEqual([]);
    const proved = report.changes.filter(({ witness }) => witness?.kind === 'refused');
    const shown = proved.filter(({ pointer }) => !readAsMeant.test(pointer));
    counts.witnesses += shown.length;
    counts.meant += proved.length - shown.length;
    const wrong = shown.filter(({ witness, affects }) => {
      const webhooks = both.filter((each) => affects.includes(each)).slice(0, webhooksAWitness);
      return !webhooks.some((each) => now.validatorOf(each)(witness?.event) && !old.validatorOf(each)(witness?.event));
    });
    expect(wrong.map(({ pointer, rule }) => `${rule} ${pointer}`)).toEqual([]);
  },
  240_000,
);
