import { describeFaulty } from '../../receivers/describe.ts';

describeFaulty('schema.good', 'schema.bad', 'schema.each', 'errors', 'signature');
