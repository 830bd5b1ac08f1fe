import type { Contract } from '../contract/load.ts';
import { curlCommand, keyVariables, quoted } from '../delivery/curl.ts';
import { jsonMediaType } from '../openapi/media-types.ts';
import type { Credential } from '../openapi/security.ts';
import { exampleOf } from '../schema/samples/example.ts';

/** Writes a command that delivers an event, the smallest valid one unless another is given; without keys where they are false. */
export function deliveryCurl(
  { operation, security, body: { mediaTypes }, variants: [variant] }: Contract,
  base: string,
  { body, keys = true, prefer }: { body?: string; keys?: boolean; prefer?: string } = {},
): string {
  const event = body ?? (variant ? JSON.stringify(exampleOf(variant, 'minimal')) : '{}');
  return curlCommand({
    method: operation.method.toUpperCase(),
    url: base + operation.path,
    headers: [['content-type', jsonMediaType(mediaTypes)], ...(prefer ? [['prefer', prefer] as const] : [])],
    filled: keys ? (security[0] ?? []).map((credential) => shellHeader(credential, event)) : [],
    body: event,
  });
}

/** Writes a header whose value the shell fills in: a key of the environment, or a signature that openssl makes with one. */
export function shellHeader({ name, source }: Credential, event: string): readonly [string, string] {
  const key = `$${keyVariables[source.key]}`;
  if (source.kind === 'key') return [name, key];
  const out = source.encoding === 'hex' ? " | sed 's/.* //'" : ' -binary | base64 -w0';
  return [name, `$(printf %s ${quoted(event)} | openssl dgst -${source.algorithm} -hmac ${key}${out})`];
}
