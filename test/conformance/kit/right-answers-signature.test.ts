import { describeRight } from '../../receivers/describe.ts';

describeRight('signature', 'answers');
