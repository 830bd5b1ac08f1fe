import { credentialWords } from '../../causes/credential-words.ts';
import type { Contract } from '../../contract/load.ts';
import { endpointOf } from '../../http-client/connections.ts';
import { isCertificateFault, speaksTls } from '../../http-client/protocol.ts';
import { hasSignature } from '../../openapi/security.ts';
import { carriedCredentials } from '../../signature/carried-credentials.ts';
import type { Keys } from '../../signature/keys.ts';
import type { Delivery } from '../runner/deliver.ts';
import { keyRedactor } from '../runner/evidence/redact.ts';
import { judgeStatus, statusCounts } from '../runner/verdict/judge.ts';
import { endlessAnswer, type Target } from '../targets/target.ts';

/** Says that a receiver accepts no good event: what it does instead, and what to change. */
export interface Refusal {
  message: string;
  hint: string;
  actual: string;
  /** Shows it, as what came of most events. */
  delivery: Delivery;
}

interface Judges {
  contract: Contract;
  keys: Keys;
}

/** Says what came of most good events and, as far as it can be told from that, why. */
export async function diagnose(
  target: Target,
  deliveries: readonly Delivery[],
  judges: Judges,
): Promise<Refusal | undefined> {
  const alike = Map.groupBy(deliveries, kindOf);
  const [delivery] = [...alike.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
  if (!delivery) return undefined;
  const { why, actual } = judgeStatus(delivery, judges);
  const counts = alike.size > 1 ? ` (${statusCounts(deliveries)})` : '';
  return {
    message: `${keyRedactor(judges.keys)(target.url.href)} accepts no good event: ${why}${counts}`,
    hint: await hintFor(delivery, target, judges),
    actual,
    delivery,
  };
}

function kindOf({ outcome }: Delivery): number | string {
  return outcome.kind === 'answer' ? outcome.response.status : outcome.kind;
}

async function hintFor({ outcome }: Delivery, target: Target, { contract }: Judges): Promise<string> {
  const isOurs = target.kind !== 'url';
  const status = outcome.kind === 'answer' ? outcome.response.status : 0;
  const why = outcome.kind === 'closed' ? outcome.why : '';
  const isSecure = target.url.protocol === 'https:';
  if (isCertificateFault(why))
    return 'Its certificate is not trusted here: name the authority by NODE_EXTRA_CA_CERTS=FILE, or give the address behind what speaks TLS.';
  if (isSecure && /EPROTO|ERR_SSL/.test(why)) return 'It does not speak TLS: give its address with http://.';
  const isUnclear = status === 400 || outcome.kind === 'closed' || outcome.kind === 'timeout';
  if (!isSecure && isUnclear && (await speaksTls(endpointOf(target.url))))
    return isOurs ? 'It speaks TLS: let it listen without.' : 'It speaks TLS: give its address with https://.';
  if (outcome.kind === 'timeout')
    return 'It never answers: its handler must end the response to each event, before it does the work.';
  if (outcome.kind === 'died') return 'Its output says why; a receiver must outlive every event.';
  if (why === endlessAnswer) return 'Its answers have no end: a receiver ends the response, and needs no body in it.';
  if (why.startsWith('HPE_')) return 'What answers does not speak HTTP: give the port of the receiver.';
  if (outcome.kind !== 'answer') return 'It breaks off connections: is this the port of the receiver?';
  return statusHint(status, contract, isOurs ? '--path' : '--url');
}

function statusHint(status: number, contract: Contract, option: string): string {
  if (status === 404 || status === 410) return `The path is wrong: give that of the receiver by ${option}.`;
  if (status === 405 || status === 501) {
    const method = contract.operation.method.toUpperCase();
    return `The path takes no ${method}: give that of the receiver by ${option}.`;
  }
  if (status === 401 || status === 403) return denialHint(contract);
  if (status < 400) return `Senders follow no redirect: give the address that takes events itself by ${option}.`;
  if (status >= 500) return 'It fails at each event: its own output says why.';
  return `It takes events of another contract (--contract, --operation), or others than ${proofOf(contract)} (--auth, --signature).`;
}

function denialHint(contract: Contract): string {
  if (contract.security.length === 0) return 'Deliveries carry no credentials here: --auth says which it asks for.';
  const bytes = hasSignature(contract.security) ? '; it must verify the bytes of the body as they came' : '';
  const compared = credentialWords(carriedCredentials(contract.security));
  return `It denies ${proofOf(contract)}: let it compare ${compared}, give it and this run the same keys, and say by --auth or --signature how they are sent${bytes}. What is sent: hookproof send --curl --to URL.`;
}

function proofOf({ security }: Contract): string {
  if (security.length === 0) return 'deliveries without credentials';
  return hasSignature(security) ? 'the signature' : 'the keys';
}
