import type { FailOn, Side } from '../../change.ts';
import { userError } from '../../errors.ts';
import { isUrl } from '../../openapi/read/fetch.ts';

export interface DriftFlags {
  contract?: string;
  overlay?: string[];
  operation?: string;
  allowHost?: string[];
  against?: string;
  traffic?: string[];
  implementation?: string;
  side: Side;
  failOn: FailOn;
  scope: 'operation' | 'document';
  cache?: string;
  baseline?: string;
  updateBaseline?: true;
  format: string;
  output?: string;
  accept?: true;
}

/** Throws a usage error for options that make no sense together, before anything is read. */
export function checkFlags(flags: DriftFlags): void {
  const { against, traffic, implementation, accept, contract, cache, baseline, updateBaseline } = flags;
  if (against === undefined && !traffic && implementation === undefined)
    throw userError('usage', 'nothing to compare the contract with', {
      hint: 'Give --against FILE|URL, --traffic FILE… or --implementation FILE|URL.',
    });
  if (updateBaseline && baseline === undefined)
    throw userError('usage', '--update-baseline wants a --baseline FILE to write');
  if (
    cache !== undefined &&
    ![against, implementation, contract].some((source) => source !== undefined && isUrl(source))
  )
    throw userError('usage', '--cache keeps what is fetched, and no document is named by a URL');
  if (!accept) return;
  if (against === undefined) throw userError('usage', '--accept wants the published document: --against FILE|URL');
  if (contract === undefined)
    throw userError('usage', '--accept does not write over the bundled contract', {
      hint: 'Name the file that it shall write: --contract FILE',
    });
  if (isUrl(contract)) throw userError('usage', `--accept cannot write to a URL: ${contract}`);
}
