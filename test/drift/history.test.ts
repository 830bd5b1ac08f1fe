import { readFile } from 'node:fs/promises';
import { load } from 'js-yaml';
import type { Change } from '../../src/change.ts';
import { bundledContract } from '../../src/contract/bundled.ts';
import { type NamedOverlay, readOverlays } from '../../src/drift/documents/read.ts';
import { comparePublished } from '../../src/drift/documents/with-overlays.ts';
import { applyOverlay, readOverlay } from '../../src/openapi/overlay.ts';
import type { OpenApiDocument } from '../../src/openapi/read/read.ts';

const options = { side: 'receiver', source: 'spec', scope: 'document' } as const;
const current = load(await readFile(bundledContract, 'utf8')) as OpenApiDocument;

async function before(step: string): Promise<OpenApiDocument> {
  const file = new URL(`history/${step}.yaml`, import.meta.url).pathname;
  return applyOverlay(current, await readOverlay(file), file).document;
}

function compare(old: OpenApiDocument, now: OpenApiDocument, overlays: NamedOverlay[] = []): Promise<Change[]> {
  const named = (document: OpenApiDocument, source: string) => ({ source, document });
  return comparePublished(named(old, 'old'), named(now, 'new'), overlays, options);
}

/** A step of the provider's history: what breaks a receiver that was built before it, and how one sees it. */
const steps: { step: string; rules: string[]; shows?: (event: never) => boolean; says?: string }[] = [
  // The type was a word and is an object now: nothing that was read under `event` is there.
  {
    step: 'flat-envelope',
    rules: ['type-changed', 'required-property-removed'],
    says: '/event must be string',
  },
  // Deliveries go to another path; a receiver that took its own path from the document hears nothing.
  { step: 'path-without-version', rules: ['path-moved'] },
  // A receiver that asks for the one header refuses the two.
  { step: 'access-key', rules: ['security-changed'] },
  // A type arrives that was never listed; that the two others stop is a risk and breaks nothing.
  { step: 'actions-as-events', rules: ['enum-value-added'], says: '/event/type must be one of' },
  // The mapping had promised them, the list had not: a strict receiver refuses two types more.
  { step: 'late-types', rules: ['enum-value-added'], says: '/event/type must be one of' },
];

test.each(steps)(
  'the step from $step to what is published today breaks a receiver, and says by what',
  async ({ step, rules, says }) => {
    const breaking = (await compare(await before(step), current)).filter(({ level }) => level === 'breaking');
    expect([...new Set(breaking.map(({ rule }) => rule))].toSorted()).toEqual(rules.toSorted());
    if (says !== undefined) expect(breaking.map(({ witness }) => witness?.says).join('\n')).toContain(says);
  },
);

test('types that join the list are named, each with an event of it', async () => {
  const changes = await compare(await before('late-types'), current);
  const added = changes.filter(({ rule }) => rule === 'enum-value-added');
  expect(added.map(({ after, pointer, affects }) => [after, pointer, affects])).toEqual([
    ['call.lifecycle-ended', '/components/schemas/EventType/enum', ['call.lifecycle-ended']],
    ['end-of-call', '/components/schemas/EventType/enum', ['end-of-call']],
  ]);
  expect(added.map(({ witness }) => JSON.stringify(witness?.event))).toEqual([
    expect.stringContaining('call.lifecycle-ended'),
    expect.stringContaining('end-of-call'),
  ]);
});

// What overlays write anew must not hide what changed beneath them.
const hidden: [string, (schemas: Lists) => void, string, string][] = [
  [
    'an event type is listed',
    (s) => void s.EventType.enum.push('call.voicemail'),
    'enum-value-added',
    'call.voicemail',
  ],
  [
    'an action is listed',
    (s) => void s.ActionEventData.properties.action.enum.push('mark-prepaid'),
    'enum-value-added',
    'mark-prepaid',
  ],
  [
    'an action’s call may lack its id',
    (s) => void s.ActionEventData.properties.call.required.pop(),
    'required-dropped',
    'id',
  ],
];

interface Lists {
  EventType: { enum: string[] };
  ActionEventData: { properties: { action: { enum: string[] }; call: { required: string[] } } };
  ActionReason: { enum: (string | null)[]; nullable?: boolean };
}

/** The schemas that the tests change, as the contract has them. */
function listsOf({ components }: OpenApiDocument): Lists {
  return components?.schemas as unknown as Lists;
}

test.each(hidden)('%s in the published document, and the overlays do not hide it', async (_, change, rule, value) => {
  const now = structuredClone(current);
  change(listsOf(now));
  const changes = await compare(current, now, await readOverlays(bundledContract, []));
  const breaking = changes.filter(({ level }) => level === 'breaking');
  expect(breaking.map((each) => [each.rule, each.after ?? each.before])).toEqual([[rule, value]]);
  expect(breaking[0]?.witness?.kind).toBe('refused');
});

test('a defect that the provider repairs itself breaks nothing, and its overlay action is told to be unneeded', async () => {
  const now = structuredClone(current);
  const { ActionReason } = listsOf(now);
  ActionReason.nullable = true;
  ActionReason.enum.push(null);
  const changes = await compare(current, now, await readOverlays(bundledContract, []));
  expect(changes.map(({ rule, level, before: target }) => [rule, level, target])).toEqual([
    ['overlay-unneeded', 'docs', '$.components.schemas.ActionReason'],
  ]);
});

test('an overlay action that finds nothing any more is told', async () => {
  const now = structuredClone(current);
  const schemes = now.components?.securitySchemes ?? {};
  schemes.Renamed = schemes.PublicKeyAuth;
  delete schemes.PublicKeyAuth;
  now.security = [{ Renamed: [], PrivateKeyAuth: [] }];
  const changes = await compare(current, now, await readOverlays(bundledContract, []));
  expect(changes.map(({ rule, before: target }) => [rule, target])).toEqual([
    ['overlay-target-gone', '$.components.securitySchemes.PublicKeyAuth'],
  ]);
});

test('a payload is compared with that of its own action', async () => {
  const now = structuredClone(current);
  const schemas = now.components?.schemas as Record<string, { properties: Record<string, unknown> }>;
  schemas.SendWhatsapp = { ...schemas.SendWhatsapp, properties: { number: { type: 'integer' } } };
  const changes = await compare(current, now, await readOverlays(bundledContract, []));
  const [first] = changes.filter(({ level }) => level === 'breaking');
  expect(first?.rule).toBe('type-changed');
  expect(first?.witness?.says).toBe('/event/data/payload/number must be string or null');
});
