import { describeFaulty } from '../../receivers/describe.ts';

describeFaulty('semantics', 'effects', 'pace');
