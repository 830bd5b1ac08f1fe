import type { Journal } from '../../../src/journal/journal.ts';
import { openJournal } from '../../../src/journal/open.ts';
import { runCli } from './receiver.ts';

const page = 1_000;

/** Compares what senders hold for delivered with what a journal holds, which nobody else writes at that time. */
export async function compare(
  url: string,
  acknowledged: ReadonlySet<string>,
): Promise<{ acknowledged: number; lost: number; doubled: number }> {
  const journal = await openJournal(url, { create: false });
  try {
    const rows = await acceptedRows(journal);
    const lost = [...acknowledged].filter((digest) => !rows.has(digest)).length;
    const doubled = [...rows.values()].filter((count) => count > 1).length;
    return { acknowledged: acknowledged.size, lost, doubled };
  } finally {
    await journal.close();
  }
}

/** Counts the rows of accepted events, by the digest of their body. */
async function acceptedRows(journal: Journal): Promise<Map<string, number>> {
  const rows = new Map<string, number>();
  let before: number | undefined;
  for (;;) {
    const events = await journal.events({ limit: page, before });
    for (const { sha256, outcome } of events) if (outcome === 'accepted') rows.set(sha256, (rows.get(sha256) ?? 0) + 1);
    before = events.at(-1)?.id;
    if (events.length < page) return rows;
  }
}

/** Says what `journal verify` has against a journal that should be whole. */
export async function faultsOf(url: string): Promise<string[]> {
  const { status, stdout } = await runCli(['journal', 'verify', url]);
  return status === 0 ? [] : [`journal verify: ${stdout.trim().replaceAll('\n', '; ')}`];
}
