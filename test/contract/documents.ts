import { type Contract, type ContractOptions, prepareContract } from '../../src/contract/load.ts';
import { readDocument } from '../../src/openapi/read/read.ts';
import { folderWith } from '../support/folder.ts';

const sale = {
  operationId: 'sale',
  requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Sale' } } } },
  responses: { '200': { description: 'Taken' } },
};

const union = {
  oneOf: [{ $ref: '#/components/schemas/Paid' }, { $ref: '#/components/schemas/Due' }],
  discriminator: {
    propertyName: 'kind',
    mapping: { paid: '#/components/schemas/Paid', due: '#/components/schemas/Due' },
  },
};

const kinds = (nullable: object) => ({
  Sale: union,
  Paid: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' }, amount: nullable } },
  Due: { type: 'object', required: ['kind'], properties: { kind: { type: 'string' }, amount: { type: 'number' } } },
});

/** A small contract of another trade: two kinds of event, told apart by `kind` through a mapping. */
export const document30 = {
  openapi: '3.0.3',
  info: { title: 'Shop', version: '1' },
  paths: { '/sales': { post: sale } },
  components: { schemas: kinds({ type: 'number', nullable: true }) },
};

export const document31 = {
  ...document30,
  openapi: '3.1.0',
  components: { schemas: kinds({ type: ['number', 'null'] }) },
};

export const webhookDocument = {
  openapi: '3.1.0',
  info: document31.info,
  webhooks: { sale: { post: { ...sale, operationId: undefined } } },
  components: document31.components,
};

/** A 3.0 document with one operation whose body has this schema. */
export function documentWith(schema: unknown, more: object = {}): typeof document30 {
  const content = { 'application/json': { schema } };
  return {
    ...document30,
    paths: { '/sales': { post: { ...sale, requestBody: { required: true, content } } } },
    ...more,
  } as typeof document30;
}

/** Loads a document that is written to a file first. */
export async function contractOf(document: unknown, options: ContractOptions = {}): Promise<Contract> {
  const folder = await folderWith({ 'contract.json': JSON.stringify(document) });
  return prepareContract(await readDocument(`${folder}/contract.json`), options);
}
