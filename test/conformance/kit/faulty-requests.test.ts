import { describeFaulty } from '../../receivers/describe.ts';

describeFaulty('routing', 'auth', 'nearly', 'media', 'bodies');
