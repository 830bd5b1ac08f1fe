import { readFileSync } from 'node:fs';
import { isUserError, messageOf } from '../errors.ts';
import { type CaseListAnswer, type CaseListRequest, listCases } from './case-list.ts';
import { readConformance } from './conformance.ts';

// Run as a process of its own: one request on standard input, one answer on standard output.
process.stdout.write(JSON.stringify(await answerRequest(readFileSync(0, 'utf8'))));

async function answerRequest(text: string): Promise<CaseListAnswer> {
  const { contract, choice } = JSON.parse(text) as CaseListRequest;
  try {
    return listCases(await readConformance(contract), choice);
  } catch (error) {
    if (!isUserError(error)) return { error: { code: 'input', message: messageOf(error) } };
    const { code, message, hint } = error;
    return { error: { code, message, hint } };
  }
}
