import { readFileSync } from 'node:fs';
import { isUserError, messageOf } from '../errors.ts';
import { type CaseListAnswer, listCases } from './case-list.ts';
import type { DescribeOptions } from './options.ts';
import { loadConformance } from './register.ts';

// Run as a process of its own: the options on standard input, one answer on standard output.
process.stdout.write(JSON.stringify(await answerRequest(readFileSync(0, 'utf8'))));

async function answerRequest(text: string): Promise<CaseListAnswer> {
  const options = JSON.parse(text) as DescribeOptions;
  try {
    return listCases(await loadConformance(options), options);
  } catch (error) {
    if (!isUserError(error)) return { error: { code: 'input', message: messageOf(error) } };
    const { code, message, hint } = error;
    return { error: { code, message, hint } };
  }
}
