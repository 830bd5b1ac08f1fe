import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadContracts } from '../../src/contract/load.ts';
import { type RunningServer, startServer } from '../../src/edge/server.ts';
import { createInspector, type InspectorSetup } from '../../src/inspector/routes.ts';
import type { Attempt } from '../../src/journal/journal.ts';
import { memoryJournal } from '../../src/journal/memory/journal.ts';
import { loadLifecycles } from '../../src/scenario/load.ts';
import { developmentKeys } from '../../src/signature/keys.ts';
import { root } from '../support/cli.ts';

/** Bundles the page, where nobody did yet: a compiler alone does not. */
export function buildPage(): void {
  if (existsSync(`${root}dist/inspector/page/page.js`)) return;
  const { status, stderr } = spawnSync(process.execPath, [`${root}build/page.ts`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the page cannot be bundled: ${stderr}`);
}

export interface Inspected extends RunningServer {
  /** The page's address. */
  page: string;
  token: string;
  append(attempt: Attempt): Promise<void> | void;
}

/** Serves the page of a journal in memory, with these attempts in it. */
export async function inspected(
  attempts: readonly Attempt[],
  changes: Partial<InspectorSetup> = {},
): Promise<Inspected> {
  buildPage();
  const contracts = await loadContracts();
  const journal = memoryJournal();
  for (const attempt of attempts) await journal.append(attempt);
  const inspector = createInspector({
    journal,
    info: contracts,
    operations: contracts.all,
    lifecycles: () => loadLifecycles(contracts),
    role: 'receiver',
    start: (base) => [{ says: 'Deliver one event', command: `curl ${base}` }],
    curl: ({ target }) => `curl ${target}`,
    replay: { keys: developmentKeys, origins: [], option: '--replay-to' },
    ...changes,
  });
  const server = await startServer((_, response) => response.writeHead(404).end(), {
    ...{ port: 0, host: '127.0.0.1', limits: { drainMs: 100 } },
    own: { routes: inspector.routes },
  });
  return {
    ...server,
    page: `${server.url}/_hookproof/`,
    token: inspector.token,
    append: (each) => journal.append(each),
  };
}
