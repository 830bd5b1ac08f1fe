import { generateCases } from '../../src/conformance/cases/generated/generate.ts';
import { type Contract, loadContract } from '../../src/contract/load.ts';
import { folderWith } from './folder.ts';

export type Schema = Record<string, unknown>;

/** A contract whose one operation takes events of this schema. */
export async function contractOf(schema: Schema, openapi = '3.1.0', schemas: Schema = {}): Promise<Contract> {
  const content = { 'application/json': { schema } };
  const post = {
    operationId: 'hook',
    requestBody: { required: true, content },
    responses: { 200: { description: 'ok' } },
  };
  const info = { title: 'One', version: '1' };
  const document = { openapi, info, paths: { '/hook': { post } }, components: { schemas } };
  const folder = await folderWith({ 'contract.json': JSON.stringify(document) });
  return loadContract({ contract: `${folder}/contract.json` });
}

/** What is generated for a contract whose event has one property, `it`, of this schema; the bodies are what `it` is. */
export async function generatedFor(schema: Schema, openapi = '3.1.0', seed = 1) {
  const contract = await contractOf({ type: 'object', required: ['it'], properties: { it: schema } }, openapi);
  const { cases, coverage } = generateCases(contract, seed);
  const bodies = new Map(cases.map(({ id, steps }) => [id, itOf(steps[0]?.send.body)]));
  return { ids: cases.map(({ id }) => id), bodies, coverage };
}

/** The value that a case is about; the event itself may be none at all. */
function itOf(body: Buffer | null | undefined): unknown {
  return (JSON.parse(String(body)) as { it?: unknown } | null)?.it;
}
