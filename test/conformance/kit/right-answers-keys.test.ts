import { describeRight } from '../../receivers/describe.ts';

describeRight('keys', 'answers');
