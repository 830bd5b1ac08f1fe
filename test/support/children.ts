import { readFile } from 'node:fs/promises';

/** Lists the processes that a process started, and that have not ended, in the order of their start. */
export async function childrenOf(pid = 0): Promise<number[]> {
  return (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);
}
