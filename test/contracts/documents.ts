import { readdir } from 'node:fs/promises';
import { hookproofServing, type RunningServer, root } from '../support/cli.ts';

/** Every document in this folder goes through every command; none of them holds an extension of ours. */
export const folder = `${root}test/contracts`;
export const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));

/** Starts a receiver of a contract; `url` is where deliveries go. */
export async function served(contract: string[]): Promise<Pick<RunningServer, 'url' | 'stop'>> {
  const { output, stop } = await hookproofServing(['serve', ...contract]);
  return { url: /deliveries (?:of .*? )?go to (\S+)/.exec(output().stderr)?.[1] ?? '', stop };
}
