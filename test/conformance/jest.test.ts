import { describeConformance, loadConformance } from '../../src/jest.ts';
import { memoryJournal } from '../../src/journal/memory.ts';
import { createReceiver } from '../../src/receiver/receiver.ts';
import { developmentKeys } from '../../src/signature/keys.ts';

const { contract } = await loadConformance();
const listener = await createReceiver({ contract, keys: developmentKeys, journal: memoryJournal() });

// The reference receiver, every case a test, through supertest.
describeConformance(listener, { strict: true });
