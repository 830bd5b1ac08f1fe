import { readdirSync } from 'node:fs';
import { createReceiver } from '../../src/index.ts';
import { describeConformance, loadConformance } from '../../src/jest.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { root } from '../support/cli.ts';

const folder = `${root}test/contracts`;
/** The reference receiver refuses what a contract refuses, also where no refusal is documented. */
const badEvents = 'refuse';
/** On a busy machine it is slower than a receiver should be. */
const patient = { timeoutMs: 30_000, budgetMs: 30_000 };

// Each contract's cases, a test a case, through supertest.
for (const name of readdirSync(folder).filter((each) => each.endsWith('.yaml'))) {
  const contract = `${folder}/${name}`;
  const conformance = await loadConformance({ contract, badEvents });
  const receiver = await createReceiver({ contract, keys: developmentKeys });
  describe(name, () => describeConformance(receiver, { conformance, strict: true, badEvents, ...patient }));
}
