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
    by: 'nothing, where no operation lists the value: the schemas say what is wrong',
    webhooks: { left: { properties: kind('left') }, docked: { properties: kind('docked') } },
    event: { kind: 'sunk' },
    told: ['left', 'docked'],
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
  },
])('an operation is told by $by', async ({ webhooks, mark, event = {}, value, told }) => {
  const { all, eventFrom } = await contractsOf(webhooks, mark);
  const headers = value === undefined ? undefined : new Map([['x-ship-event', value]]);
  const found = operationTeller(all, eventFrom)({ event, header: headers && ((name) => headers.get(name)) });
  expect(found.map(({ operation }) => operation.name)).toEqual(told);
});
