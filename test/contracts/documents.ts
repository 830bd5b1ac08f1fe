import { readdir } from 'node:fs/promises';
import { hookproofServer, type RunningCli, root } from '../support/cli.ts';

/** Every document in this folder goes through every command; none of them holds an extension of ours. */
export const folder = `${root}test/contracts`;
export const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));

/** Starts a receiver of a contract; `url` is where deliveries go. */
export async function served(contract: string[]): Promise<Pick<RunningCli, 'url' | 'stop'>> {
  const receiver = await hookproofServer(['serve', ...contract]);
  const said = () => /deliveries go to (\S+)/.exec(receiver.output().stderr + receiver.output().stdout)?.[1];
  while (said() === undefined) await new Promise((resolve) => receiver.process.stderr?.once('data', resolve));
  return { url: said() ?? '', stop: receiver.stop };
}
