import { loadContracts } from '../../contract/load.ts';
import type { StoredAttempt } from '../../journal/attempt.ts';
import type { Journal } from '../../journal/journal.ts';
import type { ForwardedExchange } from '../../redaction/exchange.ts';
import { redactor } from '../../redaction/redactor.ts';

interface ExportOptions {
  /** Says which contract tells what personal data is, and where. */
  contract: Parameters<typeof loadContracts>[0];
  /** Has personal data replaced. */
  personalData: boolean;
  /** Takes a line; what it gives back is waited for. */
  write(text: string): Promise<void> | void;
}

/**
 * Writes the attempts of a journal that are as they were stored, as lines of a recording, the oldest first. Gives how many are not, or
 * cannot be read.
 */
export async function exportJournal(
  journal: Journal,
  { contract, personalData, write }: ExportOptions,
): Promise<number> {
  const contracts = await loadContracts(contract);
  // Of keys a journal holds none.
  const redact = redactor({ contracts, keys: { public: '', private: '' }, personalData, paths: [] });
  let leftOut = 0;
  for await (const { attempt, isChanged, about } of journal.checked()) {
    if (attempt && !isChanged) await write(`${redact(exchangeOf(attempt)).line}\n`);
    else if (about === undefined) leftOut++;
  }
  return leftOut;
}

function exchangeOf({ receivedAt, method, target, headers, body, status }: StoredAttempt): ForwardedExchange {
  return {
    at: new Date(receivedAt),
    durationMs: 0,
    request: { method, target, headers: [...headers], body: { size: body?.length ?? 0, bytes: body } },
    outcome: { kind: 'response', status, headers: [], body: { size: 0, bytes: Buffer.alloc(0) } },
  };
}
