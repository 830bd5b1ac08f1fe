import type { Header } from '../exchange.ts';
import type { SignatureScheme } from '../openapi/signature-scheme.ts';

/** Holds what a signature may be over. */
export interface SignedMessage {
  body: Buffer;
  /** The delivery's URL without its query, as the receiver was registered. */
  url: string;
  /** Stays the same for each attempt to deliver one event. */
  id: string;
  /** The time of the attempt, as it travels. */
  timestamp: string;
}

/** Gives where a delivery goes, as schemes sign it: without its query. */
export function deliveryUrl(origin: string, target: string): string {
  return origin + target.replace(/\?.*$/s, '');
}

/** Writes a moment as a scheme has it travel. */
export function timestampOf({ timestamp }: SignatureScheme, atMs: number): string {
  return String(timestamp?.unit === 'milliseconds' ? atMs : Math.floor(atMs / 1_000));
}

/** Writes what is signed, byte for byte. */
export function signedBytes({ signed, url }: SignatureScheme, message: SignedMessage): Buffer {
  if (signed === '{body}') return message.body;
  const texts = { ...message, url: url ?? message.url };
  const parts = signed.split(/(\{\w+\})/).map((part) => {
    if (part === '{body}') return message.body;
    return part.replace(/^\{(url|id|timestamp)\}$/, (_, name: 'url' | 'id' | 'timestamp') => texts[name]);
  });
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** Writes the header's value around signatures; a scheme without a separator has room for the first one only. */
export function signatureValue(
  { value, separator }: SignatureScheme,
  signatures: readonly string[],
  timestamp: string,
): string {
  const filled = (text: string, signature: string): string =>
    text.replaceAll('{timestamp}', timestamp).replaceAll('{signature}', signature);
  if (separator === undefined) return filled(value, signatures[0] ?? '');
  return value
    .split(separator)
    .flatMap((part) =>
      part.includes('{signature}') ? signatures.map((each) => filled(part, each)) : [filled(part, '')],
    )
    .join(separator);
}

/** Lists the headers that travel beside the signature: id and timestamp, where they are not empty. */
export function companionHeaders({ id, timestamp }: SignatureScheme, message: SignedMessage): Header[] {
  return [
    ...(id && message.id !== '' ? [[id.header, message.id] satisfies Header] : []),
    ...(timestamp?.header && message.timestamp !== '' ? [[timestamp.header, message.timestamp] satisfies Header] : []),
  ];
}
