import { userError } from '../errors.ts';
import type { Finding, SignatureTally } from '../finding.ts';
import type { Security } from '../openapi/security.ts';
import { hasTolerance, type SignatureScheme } from '../openapi/signature-scheme.ts';
import { maxEventBytes } from '../recorded/piece.ts';
import type { EventEntry } from '../recorded/recording-entry.ts';
import { signatureExplainer } from '../signature/explain.ts';
import type { Keys } from '../signature/keys.ts';
import { deliveryUrl } from '../signature/signer.ts';

/** Judges the signatures of recorded deliveries, and counts them. */
export interface RecordedSignatures {
  /** Gives what is wrong with a signature: nothing for a right one, nor for one that cannot be judged. */
  judge(entry: EventEntry): Finding[];
  tally: SignatureTally;
}

/** Stands in recordings of ours where a signature stood. */
const takenOut = '<signature>';

/** Makes a judge of signatures by the first scheme of a security. Their age is judged by the time of the recording, never by that of now. */
export function recordedSignatures(security: Security, keys: Keys): RecordedSignatures | undefined {
  const scheme = security.flat().flatMap(({ source }) => (source.kind === 'signature' ? [source.scheme] : []))[0];
  return scheme && signaturesBy(scheme, keys);
}

/** Refuses a check that judged no signature, where signatures were asked for: it proves nothing. */
export function refuseUnjudged({ right, wrong, skipped }: SignatureTally): void {
  if (right + wrong > 0) return;
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  throw userError('input', ['no signature to judge', ...reasons].join('; '), {
    hint: 'HTTP Archives and other recordings of requests hold the headers that signatures stand in.',
  });
}

function signaturesBy(scheme: SignatureScheme, keys: Keys): RecordedSignatures {
  const explain = signatureExplainer(scheme, keys, maxEventBytes);
  const tally: SignatureTally = { right: 0, wrong: 0, undated: 0, skipped: {} };
  const names = [scheme.header, scheme.timestamp?.header, scheme.id?.header].flatMap(
    (name) => name?.toLowerCase() ?? [],
  );
  const skip = (reason: string): Finding[] => {
    tally.skipped[reason] = (tally.skipped[reason] ?? 0) + 1;
    return [];
  };
  return {
    tally,
    judge({ header, url, bytes, at }) {
      if (!header) return skip('without headers');
      if (header(scheme.header.toLowerCase())?.includes(takenOut)) return skip('taken out of the recording');
      if (scheme.signed.includes('{url}') && url === undefined && scheme.url === undefined)
        return skip('without a URL');
      const headers = Object.fromEntries(names.map((name) => [name, header(name)]));
      const cameAt = at === undefined ? null : Date.parse(at);
      const why = explain({ headers, url: deliveryUrl('', url ?? ''), body: bytes, at: cameAt });
      if (cameAt === null && hasTolerance(scheme)) tally.undated++;
      if (why === undefined) tally.right++;
      else tally.wrong++;
      return why === undefined ? [] : [{ rule: 'signature', pointer: '', message: `has no right signature: ${why}` }];
    },
  };
}
