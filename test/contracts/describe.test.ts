import { readdirSync } from 'node:fs';
import { createReceiver } from '../../src/index.ts';
import { describeConformance, loadConformance } from '../../src/jest.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { root } from '../support/cli.ts';

const folder = `${root}test/contracts`;

// Each contract's cases, a test a case, through supertest.
for (const name of readdirSync(folder).filter((each) => each.endsWith('.yaml'))) {
  const contract = `${folder}/${name}`;
  const conformance = await loadConformance({ contract });
  const receiver = await createReceiver({ contract, keys: developmentKeys });
  describe(name, () => describeConformance(receiver, { conformance, strict: true }));
}
