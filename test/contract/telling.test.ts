import { type Contracts, prepareContracts } from '../../src/contract/load.ts';
import { operationTeller } from '../../src/contract/telling/telling.ts';

interface WrittenOperation {
  id?: string;
  kind?: unknown;
  headers?: object[];
  properties?: object;
}

/** Makes the contracts of a document with one webhook for each name. */
function contractsOf(webhooks: Record<string, WrittenOperation>, mark?: string): Promise<Contracts> {
  const items = Object.entries(webhooks).map(([name, { id, headers = [], properties = {} }]) => {
    const schema = { type: 'object', properties };
    const post = {
      ...(id === undefined ? {} : { operationId: id }),
      parameters: headers.map((each) => ({ in: 'header', schema: { type: 'string' }, ...each })),
      requestBody: { content: { 'application/json': { schema } } },
    };
    return [name, { post }];
  });
  const document = {
    openapi: '3.1.0',
    info: { title: 'Ships', version: '1' },
    webhooks: Object.fromEntries(items),
    ...(mark === undefined ? {} : { 'x-hookproof-event': mark }),
  };
  return prepareContracts({ source: 'ships.yaml', document, original: document, mended: [] } as never, {
    auth: 'none',
  });
}

const kind = (...values: string[]): object => ({ kind: { enum: values } });
const header = (more: object): object => ({ name: 'X-Ship-Event', ...more });

test.each<{
  by: string;
  webhooks: Record<string, WrittenOperation>;
  event?: object;
  value?: string;
  mark?: string;
  told: string[];
  /** Where the name stands, which it is, and which there are. */
  unknown?: [at: string, value: unknown, known: string[]];
}>([
  {
    by: 'a value that one operation lists for a property',
    webhooks: { left: { properties: kind('left') }, docked: { properties: kind('docked', 'moored') } },
    event: { kind: 'moored' },
    told: ['docked'],
  },
  {
    by: 'a property that an operation does not speak of, which speaks for no other',
    webhooks: { left: { properties: kind('left') }, any: {} },
    event: { kind: 'left' },
    told: ['left'],
  },
  {
    by: 'nothing, where no operation lists the value, which is a name that none has',
    webhooks: { left: { properties: kind('left') }, docked: { properties: kind('docked', 'moored') } },
    event: { kind: 'sunk' },
    told: ['left', 'docked'],
    unknown: ['/kind', 'sunk', ['left', 'docked', 'moored']],
  },
  {
    by: 'nothing, where a value is of no type that operations list',
    webhooks: { left: { properties: kind('left') }, docked: { properties: kind('docked') } },
    event: { kind: 7 },
    told: ['left', 'docked'],
    unknown: ['/kind', 7, ['left', 'docked']],
  },
  {
    by: 'what parts most operations, whatever other values speak against it',
    webhooks: {
      left: { properties: { pier: { enum: [1, 2] }, ...kind('left') } },
      docked: { properties: { pier: { enum: [2, 3] }, ...kind('docked') } },
      moored: { properties: { pier: { enum: [2, 3] }, ...kind('moored') } },
    },
    event: { pier: 9, kind: 'moored' },
    told: ['moored'],
  },
  {
    by: 'no value that several have, where what parts most operations names none',
    webhooks: {
      left: { properties: { vessel: { const: 'ship' }, ...kind('left') } },
      docked: { properties: { vessel: { const: 'ship' }, ...kind('docked') } },
      towed: { properties: { vessel: { const: 'boat' }, ...kind('towed') } },
    },
    event: { vessel: 'boat', kind: 'sunk' },
    told: ['left', 'docked', 'towed'],
    unknown: ['/kind', 'sunk', ['left', 'docked', 'towed']],
  },
  {
    by: 'nothing, where lists overlap: the schemas say what is wrong',
    webhooks: { left: { properties: kind('left', 'any') }, docked: { properties: kind('docked', 'any') } },
    event: { kind: 'sunk' },
    told: ['left', 'docked'],
  },
  {
    by: 'nothing, where a header is constant for each, and is another',
    webhooks: {
      left: { headers: [header({ schema: { const: 'ship.left' } })] },
      docked: { headers: [header({ schema: { enum: ['ship.docked'] } })] },
    },
    value: 'ship.sunk',
    told: ['left', 'docked'],
    unknown: ['x-ship-event', 'ship.sunk', ['ship.left', 'ship.docked']],
  },
  {
    by: 'the body, where the header names no operation',
    webhooks: {
      left: { headers: [header({ schema: { const: 'ship.left' } })], properties: kind('left') },
      docked: { headers: [header({ schema: { const: 'ship.docked' } })], properties: kind('docked') },
    },
    value: 'ship.sunk',
    event: { kind: 'left' },
    told: ['left'],
  },
  {
    by: 'a header that is constant',
    webhooks: {
      left: { headers: [header({ schema: { const: 'ship.left' } })] },
      docked: { headers: [header({ schema: { enum: ['ship.docked'] } })] },
    },
    value: 'ship.docked',
    told: ['docked'],
  },
  {
    by: 'a header that one operation alone exemplifies',
    webhooks: { left: { headers: [header({ example: 'a' })] }, docked: { headers: [header({ example: 'b' })] } },
    value: 'b',
    told: ['docked'],
  },
  {
    by: 'no example that several have, nor one that is not met',
    webhooks: { left: { headers: [header({ example: 'a' })] }, docked: { headers: [header({ example: 'a' })] } },
    value: 'a',
    told: ['left', 'docked'],
  },
  {
    by: 'the name in the header that the document marks',
    webhooks: { 'ship-left': { id: 'ship/left' }, 'ship-docked': { id: 'ship/docked' }, tide: {} },
    mark: 'X-Ship-Event',
    value: 'tide',
    told: ['tide'],
  },
  {
    by: 'the whole first part of a name, in any case',
    webhooks: { a: { id: 'ship/left' }, b: { id: 'ship-yard/left' }, c: { id: 'SHIP/docked' } },
    mark: 'header:X-Ship-Event',
    value: 'Ship',
    told: ['a', 'c'],
  },
  {
    by: 'the beginning of a part, where nothing fits better, dashes or not',
    webhooks: { 'ship_yard-left': {}, tide: {} },
    mark: 'header:X-Ship-Event',
    value: 'ship_yard',
    told: ['ship_yard-left'],
  },
  {
    by: 'the name and then the body',
    webhooks: {
      'ship/left': { properties: kind('left') },
      'ship/docked': { properties: kind('docked') },
      'boat/left': { properties: kind('left') },
    },
    mark: 'X-Ship-Event',
    value: 'ship',
    event: { kind: 'left' },
    told: ['ship/left'],
  },
  {
    by: 'the name at a place of the body',
    webhooks: { 'ship.left': {}, 'ship.docked': {} },
    mark: '/kind',
    event: { kind: 'ship.left' },
    told: ['ship.left'],
  },
  {
    by: 'a value that it lists at the marked place of the body, whatever its name',
    webhooks: { left: { properties: kind('ship.departed') }, docked: { properties: kind('ship.moored') } },
    mark: '/kind',
    event: { kind: 'ship.moored' },
    told: ['docked'],
  },
  {
    by: 'a name that the marked header of one operation exemplifies',
    webhooks: { left: { headers: [header({ example: 'departure' })] }, docked: {} },
    mark: 'X-Ship-Event',
    value: 'departure',
    told: ['left'],
  },
  {
    by: 'a name that nobody has, which is no operation at all',
    webhooks: { left: {}, docked: {} },
    mark: 'X-Ship-Event',
    value: 'sunk',
    told: [],
    unknown: ['x-ship-event', 'sunk', ['left', 'docked']],
  },
  {
    by: 'a name that nobody has, of which those are told that the header has',
    webhooks: {
      'boat-docked': { id: 'boat/docked', headers: [header({ example: 'long_boat' })], properties: kind('docked') },
      'ship-left': { id: 'ship/left', headers: [header({ example: 'x' })], properties: kind('left') },
      'ship-docked': { id: 'ship/docked', headers: [header({ example: 'x' })], properties: kind('docked') },
    },
    mark: 'X-Ship-Event',
    value: 'sunk',
    told: [],
    unknown: ['x-ship-event', 'sunk', ['long_boat', 'ship']],
  },
  {
    by: 'a name that nobody has at the marked place of the body',
    webhooks: { 'ship.left': {}, 'ship.docked': { properties: kind('moored') } },
    mark: '/kind',
    event: { kind: 'ship.sunk' },
    told: [],
    unknown: ['/kind', 'ship.sunk', ['ship.left', 'moored']],
  },
])('an operation is told by $by', async ({ webhooks, mark, event = {}, value, told, ...expected }) => {
  const { all, eventFrom } = await contractsOf(webhooks, mark);
  const headers = value === undefined ? undefined : new Map([['x-ship-event', value]]);
  const { contracts, unknown } = operationTeller(
    all,
    eventFrom,
  )({ event, header: headers && ((name) => headers.get(name)) });
  expect(contracts.map(({ operation }) => operation.name)).toEqual(told);
  expect(unknown && [unknown.at, unknown.value, unknown.known()]).toEqual(expected.unknown);
});
