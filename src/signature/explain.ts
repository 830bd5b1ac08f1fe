import { type SignatureScheme, signaturePart } from '../openapi/signature-scheme.ts';
import type { Keys } from './keys.ts';
import { type NearMiss, nearMisses } from './near-misses.ts';
import { type OfferedSignature, signatureReader, signatureVerifier } from './verifier.ts';

/** A longer body, or more words of a header, are not looked at from all sides: whoever sends them must not keep us busy. */
const mostExplained = 32 * 1024;
const mostCandidates = 4;
/** Counts the bytes of a signature by any algorithm. */
const signatureSizes = [20, 32, 64];

/**
 * Makes a check of signatures that says what a sender or receiver may have done wrong; undefined for a right signature. What
 * it says holds neither a key nor a signature. Never throws for what was sent.
 */
export function signatureExplainer(
  scheme: SignatureScheme,
  keys: Keys,
  mostBytes = mostExplained,
): (offered: OfferedSignature) => string | undefined {
  const faultOf = signatureVerifier(scheme, keys);
  const read = signatureReader(scheme);
  return (offered) => {
    const fault = faultOf(offered);
    const written = read(offered.headers);
    if (fault === undefined || written.value === undefined || offered.body.length > mostBytes) return fault;
    const found = findMiss(candidatesIn(written.value), nearMisses(scheme, keys, { ...offered, ...written }));
    if (!found) return fault;
    const { miss, candidate } = found;
    const form = signaturePart(scheme).part;
    const faults = [
      ...writingFault(scheme, candidate, written.signatures),
      ...(written.signatures.length === 0 ? [`is not written as ${form}`] : []),
    ];
    const isOld = fault.startsWith('the timestamp');
    if (miss.says === '' && faults.length === 0 && !isOld) return fault;
    const what = `the signature is ${miss.says || 'right'}`;
    const joined = miss.says === '' ? ', but ' : ', and ';
    const said = faults.length === 0 ? what : what + joined + faults.join(' and ');
    return isOld ? `${fault}; ${said}` : said;
  };
}

/** Holds the bytes that a word of a header may stand for, and how they are written in it. */
interface Candidate {
  word: string;
  bytes: Buffer;
  encoding: string;
}

function candidatesIn(value: string): Candidate[] {
  return value
    .split(/[^\w+/-]+/)
    .flatMap(decodings)
    .filter(({ bytes }) => signatureSizes.includes(bytes.length))
    .slice(0, mostCandidates);
}

function decodings(word: string): Candidate[] {
  const bytes = Buffer.from(word, 'base64');
  const inner = bytes.toString('latin1');
  return [
    ...(hexDigits.test(word) ? [{ word, bytes: Buffer.from(word, 'hex'), encoding: 'hex' }] : []),
    { word, bytes, encoding: /[-_]/.test(word) ? 'base64url' : 'base64' },
    ...(hexDigits.test(inner)
      ? [{ word, bytes: Buffer.from(inner, 'hex'), encoding: 'base64 of its hex digits' }]
      : []),
  ];
}

const hexDigits = /^(?:[0-9a-f]{2})+$/i;

function findMiss(
  candidates: readonly Candidate[],
  misses: Iterable<NearMiss>,
): { miss: NearMiss; candidate: Candidate } | undefined {
  for (const miss of misses) {
    for (const candidate of candidates)
      if (miss.keys.some((key) => key.verify(miss.data, candidate.bytes))) return { miss, candidate };
  }
  return undefined;
}

/** Says how a signature is written otherwise than the scheme has it. */
function writingFault(
  { encoding: own }: SignatureScheme,
  { word, bytes, encoding }: Candidate,
  signatures: readonly string[],
): string[] {
  const right = bytes.toString(own);
  if (signatures.includes(right)) return [];
  if (word === right.replace(/=+$/, '')) return signatures.length === 0 ? [] : [`is not padded as ${own} is`];
  const isShouted = word.toLowerCase() === right && own === 'hex';
  return [isShouted ? 'is written in capitals' : `is written in ${encoding}, not in ${own}`];
}
