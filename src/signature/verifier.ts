import type { IncomingHttpHeaders } from 'node:http';
import type { SignatureScheme } from '../openapi/signature-scheme.ts';
import type { Keys } from './keys.ts';
import { signingKeys } from './secret-keys.ts';
import { signedBytes } from './signer.ts';

/** Holds what a request shows of its signature. */
export interface OfferedSignature {
  headers: IncomingHttpHeaders;
  body: Buffer;
  url: string;
  /** Tells when it came, in milliseconds: now, where nothing is said; null where nobody knows, and its age is not judged. */
  at?: number | null;
}

/**
 * Makes a check of signatures, with secrets that are prepared once. It gives what is wrong, in a few words that hold no
 * secret; undefined for a right signature. Never throws for what was sent.
 */
export function signatureVerifier(
  scheme: SignatureScheme,
  keys: Keys,
): (offered: OfferedSignature) => string | undefined {
  const secrets = signingKeys(scheme, keys);
  const read = signatureReader(scheme);
  return (offered) => {
    const { value, signatures, timestamp, id } = read(offered.headers);
    if (value === undefined) return `the header ${scheme.header} is missing`;
    if (signatures.length === 0) return `the header ${scheme.header} is not written as ${scheme.value}`;
    const { at = Date.now() } = offered;
    const fault = timestampFault(scheme, timestamp, at);
    if (fault) return fault;
    if (scheme.id && !id) return `the header ${scheme.id.header} is missing`;
    if (signatures.every((each) => each === ''))
      return 'the signature is empty: whatever made it had no key, or failed';
    const data = signedBytes(scheme, { ...offered, id, timestamp });
    const decoded = signatures.flatMap((each) => decodedSignature(each, scheme) ?? []);
    if (decoded.length === 0) return `the signature is not written in ${scheme.encoding}`;
    const right = decoded.some((each) => secrets.some((secret) => secret.verify(data, each)));
    return right
      ? undefined
      : (sizeFault(scheme, decoded) ?? 'the signature is of another body, or made with another key');
  };
}

/** Counts the bytes of a signature by each algorithm. */
const signatureBytes = { 'hmac-sha1': 20, 'hmac-sha256': 32, 'hmac-sha512': 64, ed25519: 64 } satisfies Record<
  SignatureScheme['algorithm'],
  number
>;

/** Says how long a signature is that no key makes; undefined where one of several is as long as it must be. */
function sizeFault({ algorithm }: SignatureScheme, decoded: readonly Buffer[]): string | undefined {
  const wanted = signatureBytes[algorithm];
  if (decoded.some(({ length }) => length === wanted)) return undefined;
  return `the signature has ${decoded[0]?.length} bytes, where those of ${algorithm} have ${wanted}`;
}

/** Holds what the headers of a delivery say of its signature; empty texts where they are silent. */
interface WrittenSignature {
  /** Holds the whole value of the header; undefined where that is missing. */
  value: string | undefined;
  signatures: string[];
  timestamp: string;
  id: string;
}

/** Makes a reader of the headers that a scheme names. */
export function signatureReader(scheme: SignatureScheme): (headers: IncomingHttpHeaders) => WrittenSignature {
  const parts = partPatterns(scheme);
  return (headers) => {
    const value = headerOf(scheme.header, headers);
    const { signatures, timestamp = headerOf(scheme.timestamp?.header, headers) } = readValue(value, scheme, parts);
    return { value, signatures, timestamp: timestamp ?? '', id: headerOf(scheme.id?.header, headers) ?? '' };
  };
}

function headerOf(name: string | undefined, headers: IncomingHttpHeaders): string | undefined {
  const value = name === undefined ? undefined : headers[name.toLowerCase()];
  return typeof value === 'string' ? value : undefined;
}

interface PartPattern {
  pattern: RegExp;
  names: string[];
}

/** Makes a pattern for each part of a header's value. */
function partPatterns({ value, separator }: SignatureScheme): PartPattern[] {
  return (separator === undefined ? [value] : value.split(separator)).map((part) => {
    const names = [...part.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const pattern = part
      .split(/\{\w+\}/)
      .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('(.*)');
    return { names, pattern: new RegExp(`^${pattern}$`, 's') };
  });
}

/** Reads signatures and timestamp; parts of another version are no concern of the scheme. */
function readValue(value: string | undefined, { separator }: SignatureScheme, parts: readonly PartPattern[]) {
  const signatures: string[] = [];
  let timestamp: string | undefined;
  const written = value === undefined ? [] : separator === undefined ? [value] : value.split(separator);
  for (const each of written) {
    for (const { pattern, names } of parts) {
      const found = pattern.exec(each);
      for (const [index, name] of found ? names.entries() : []) {
        if (name === 'signature') signatures.push(found?.[index + 1] ?? '');
        else timestamp ??= found?.[index + 1];
      }
    }
  }
  return { signatures, timestamp };
}

function timestampFault(
  { timestamp: rule, signed }: SignatureScheme,
  given: string,
  nowMs: number | null,
): string | undefined {
  if (!rule && !signed.includes('{timestamp}')) return undefined;
  if (!/^\d{1,16}$/.test(given)) return `the timestamp ${given ? 'is no whole number' : 'is missing'}`;
  if (nowMs === null) return undefined;
  const seconds = Number(given) / (rule?.unit === 'milliseconds' ? 1_000 : 1);
  const age = nowMs / 1_000 - seconds;
  if (rule?.tolerance === undefined || Math.abs(age) <= rule.tolerance + 1) return undefined;
  const otherUnit = rule.unit === 'milliseconds' ? seconds * 1_000 : seconds / 1_000;
  if (Math.abs(nowMs / 1_000 - otherUnit) <= rule.tolerance + 1)
    return `the timestamp is in ${rule.unit === 'milliseconds' ? 'seconds, not in milliseconds' : 'milliseconds, not in seconds'}`;
  const away = `${Math.round(Math.abs(age))} seconds ${age > 0 ? 'old' : 'ahead'}`;
  return `the timestamp is ${away}, where ${rule.tolerance} are allowed`;
}

/** Decodes strictly: a text that another one stands for as well is none. */
function decodedSignature(text: string, { encoding }: SignatureScheme): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  return bytes.length > 0 && bytes.toString(encoding) === text ? bytes : undefined;
}
