import { createReceiver } from '../../src/index.ts';
import { describeConformance } from '../../src/jest.ts';
import { developmentKeys } from '../../src/signature/keys.ts';

// The reference receiver, every case a test, through supertest.
describeConformance(await createReceiver({ keys: developmentKeys }), { keys: developmentKeys, strict: true });
