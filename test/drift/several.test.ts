import { folderWith, removeFolders } from '../support/folder.ts';
import { closed, delivered, type Forge, forge, opened, push, sender } from '../support/forge.ts';
import { webhooksDocument } from '../support/webhooks.ts';
import { drift } from './support.ts';

afterAll(removeFolders);

/** Writes documents and recordings into a folder, and runs the command with the contract in it. */
async function driftOf(files: Record<string, Forge | string>, ...args: string[]) {
  const texts = Object.entries({ 'contract.json': forge(), ...files }).map(([name, content]) => [
    name,
    typeof content === 'string' ? content : JSON.stringify(content),
  ]);
  const folder = await folderWith(Object.fromEntries(texts));
  const named = args.map((each) => (each in files ? `${folder}/${each}` : each));
  return drift(['--contract', `${folder}/contract.json`, ...named]);
}

test('a change names the operations that it touches, and one of a shared component names all that hold it', async () => {
  const moved = forge(({ webhooks, components }) => {
    components.schemas.User.properties.kind = { enum: ['human', 'robot', 'ghost'] };
    const [content] = Object.values(webhooks.push?.post.requestBody.content ?? {});
    Object.assign(content?.schema.properties as object, { forced: { type: 'string' } });
    delete webhooks['issues/closed'];
  });
  const { report } = await driftOf({ 'published.json': moved }, '--against', 'published.json');
  expect(report.compared.operations).toBe(3);
  expect(report.changes.map(({ rule, affects }) => [rule, affects])).toEqual([
    ['enum-value-added', ['issues/opened', 'push']],
    ['type-changed', ['push']],
    ['operation-removed', ['issues/closed']],
  ]);
  const one = await driftOf({ 'published.json': moved }, '--against', 'published.json', '--operation', 'push');
  expect(one.report.changes.map(({ affects }) => affects)).toEqual([[], [], []]);
});

test('of many operations cases are named for the first ones that a change touches, and it is said', async () => {
  const many = (change: (document: Forge) => void = () => {}): Forge =>
    forge((document) => {
      for (let copy = 0; copy < 9; copy++)
        document.webhooks[`push ${copy}`] = structuredClone(document.webhooks.push) as NonNullable<
          Forge['webhooks'][string]
        >;
      change(document);
    });
  const moved = many(({ components }) => {
    components.schemas.User.properties.kind = { enum: ['human', 'robot', 'ghost'] };
  });
  const files = { 'contract.json': many(), 'published.json': moved };
  const { report } = await driftOf(files, '--against', 'published.json');
  expect(report.notes).toEqual(['conformance cases are named for 8 of 12 operations that changes touch']);
  expect(report.changes[0]?.cases.length).toBeGreaterThan(0);
});

test('of many operations cases are named for what breaks, wherever it stands', async () => {
  const kinded = (type: string): object => ({
    post: {
      requestBody: { content: { 'application/json': { schema: { type: 'object', properties: { kind: { type } } } } } },
    },
  });
  const many = (others: string, last: string): string =>
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Many', version: '1' },
      webhooks: {
        ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`event ${index}`, kinded(others)])),
        last: kinded(last),
      },
    });
  // What the first ones send is a number still; the last sends what nobody took.
  const files = { 'contract.json': many('number', 'integer'), 'published.json': many('integer', 'string') };
  const { report } = await driftOf(files, '--against', 'published.json');
  expect(report.changes[0]).toMatchObject({ level: 'breaking', affects: ['last'] });
  expect(report.changes[0]?.cases).toContainEqual(expect.stringMatching(/^schema\.bad\..*@last$/));
});

const text = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const traffic = ['--traffic', 'events.ndjson'];

test('recorded events of all operations are judged in one run, each by its own, and counted there', async () => {
  const events = [
    opened,
    closed,
    push,
    { ...opened, issue: { number: 'one' } },
    { ...push, forced: 'no', secretly: true },
    { ...push, sender: { ...sender, kind: 'ghost' } },
    { ...opened, sender: { ...sender, kind: 'ghost' } },
  ];
  const { report, status } = await driftOf({ 'events.ndjson': text(events) }, ...traffic);
  expect([status, report.compared]).toMatchObject([1, { operations: 3, traffic: { events: 7, illegal: 4 } }]);
  expect(
    report.changes
      .filter(({ level }) => level !== 'docs')
      .map((each) => [each.rule, each.pointer, each.affects, each.seen?.count]),
  ).toEqual([
    ['type-changed', '/issue/number', ['issues/opened'], 1],
    ['type-changed', '/forced', ['push'], 1],
    ['enum-value-added', '/sender/kind', ['push', 'issues/opened'], 2],
    ['property-added', '/secretly', ['push'], 1],
  ]);
  expect(
    report.changes.filter(({ level }) => level === 'docs').map((each) => [each.rule, each.pointer, each.affects]),
  ).toEqual([['property-unseen', '/issue/title', ['issues/opened']]]);
  const shares = {
    operations: { seen: 3, total: 3 },
    properties: { seen: 18, total: 19 },
    values: { seen: 5, total: 9 },
  };
  expect(report.coverage).toMatchObject(shares);
});

test('an operation that no event came for is told, and what it has is not counted', async () => {
  const { report } = await driftOf({ 'events.ndjson': text([push]) }, ...traffic);
  expect(report.changes.map(({ rule, level, affects }) => [rule, level, affects])).toEqual([
    ['operation-unseen', 'docs', ['issues/opened']],
    ['operation-unseen', 'docs', ['issues/closed']],
  ]);
  expect(report.coverage).toMatchObject({ operations: { seen: 1, total: 3 }, properties: { seen: 5, total: 5 } });
});

test('the header of a recorded delivery tells its operation, and a name that none has is drift', async () => {
  const events = [
    delivered(push, 'push'),
    delivered({ ...closed, action: 'closed' }, 'issues'),
    delivered({ ref: 7, sender }, 'push'),
    delivered(push, 'release'),
    delivered(push, 'ada@example.com'),
  ];
  const { report } = await driftOf(
    { 'events.ndjson': text(events) },
    ...traffic,
    '--event-from',
    'header:X-Forge-Event',
  );
  expect(
    report.changes
      .filter(({ level }) => level === 'breaking')
      .map((each) => [each.rule, each.pointer, each.after, each.affects]),
  ).toEqual([
    ['type-changed', '/ref', null, ['push']],
    ['operation-added', '', 'release', []],
    ['operation-added', '', null, []],
  ]);
});

test('events of types that no webhook has are drift of none, told apart by their types', async () => {
  const document = webhooksDocument('Shop', {
    paid: { schema: typed('order.paid') },
    sent: { schema: typed('order.sent') },
  });
  const events = ['order.sent', 'order.lost', 'order.gone', 'order.lost', 'Ada Lovelace'].map((type) => ({
    type,
    id: 1,
  }));
  const files = { 'contract.json': document, 'events.ndjson': text([...events, { type: 'order.lost' }]) };
  const { report } = await driftOf(files, ...traffic);
  const told = report.changes.filter(({ level }) => level !== 'docs');
  expect(told.map((each) => [each.rule, each.level, each.pointer, each.after, each.affects, each.seen?.count])).toEqual(
    [
      ['operation-added', 'breaking', '/type', 'order.lost', [], 3],
      ['operation-added', 'breaking', '/type', 'order.gone', [], 1],
      ['operation-added', 'breaking', '/type', null, [], 1],
    ],
  );
  expect(told[0]?.why).toBe(
    "the contract has no operation for 3 events: a defect of the traffic, or of the contract (names none of the contract's operations: order.paid, order.sent)",
  );
  expect(report.compared.traffic).toMatchObject({ events: 6, illegal: 5 });
  expect(report.changes.filter(({ rule }) => rule === 'operation-unseen').map(({ affects }) => affects)).toEqual([
    ['paid'],
  ]);
});

const typed = (type: string): object => ({
  type: 'object',
  required: ['type', 'id'],
  properties: { type: { const: type }, id: { type: 'integer' } },
});

test('--operation narrows: events of others are counted, and not judged', async () => {
  const events = [opened, closed, push, { ...push, forced: 1 }];
  const files = { 'events.ndjson': text(events) };
  const two = await driftOf(files, ...traffic, '--operation', 'push', '--operation', 'issues/opened');
  expect(two.report.compared).toMatchObject({ operations: 2, traffic: { events: 3, illegal: 1, others: 1 } });
  const one = await driftOf(files, ...traffic, '--operation', 'issues/*opened');
  expect([one.status, one.report.compared.traffic]).toMatchObject([0, { events: 1, illegal: 0, others: 3 }]);
  expect(one.report.changes.map(({ affects }) => affects)).toEqual([[]]);
  const none = await driftOf({ 'events.ndjson': text([push]) }, ...traffic, '--operation', 'issues/opened');
  expect([none.status, none.stderr]).toEqual([
    2,
    expect.stringContaining('1 event of operations that were not chosen'),
  ]);
});

test('each operation has its own verdict: by its own events, and its own part of the published document', async () => {
  const published = forge(({ components }) => {
    components.schemas.User.properties.kind = { enum: ['human', 'robot', 'ghost'] };
  });
  const ghost = { ...sender, kind: 'ghost' };
  const events = [push, { ...push, sender: ghost }, { ...push, forced: 1 }, opened];
  const files = { 'published.json': published, 'events.ndjson': text(events) };
  const { report } = await driftOf(files, ...traffic, '--against', 'published.json');
  expect(
    report.culprits?.map(({ culprit, operation, pointer, evidence }) => [
      culprit,
      operation,
      pointer,
      evidence.at(-1)?.says,
    ]),
  ).toEqual([
    ['upstream changed', 'issues/opened', '/sender/kind', 'not seen in 1 event'],
    ['upstream changed', 'push', '/sender/kind', '1 of 3 events'],
    ['contract wrong', 'push', '/forced', '1 of 3 events'],
  ]);
});
