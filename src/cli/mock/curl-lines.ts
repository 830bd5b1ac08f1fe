import type { Contract } from '../../contract/load.ts';
import { curlCommand, keyVariables, quoted } from '../../delivery/curl.ts';
import type { Credential } from '../../openapi/security.ts';
import { exampleOf } from '../../schema/example.ts';
import { exampleRequest } from '../../upstream/example-request.ts';
import type { UpstreamApi } from '../../upstream/load.ts';

/** Writes the curl lines that get each response of a mock: a call that is made, a valid request, then one fault at a time. */
export function curlLines(api: UpstreamApi, base: string): [response: string, command: string][] {
  const isCall = api.callers.some(({ contract }) => contract === api.contract);
  return [...callLines(api, base), ...(isCall ? [] : deliveryLines(api.contract, base))];
}

/** Names where a receiver of ours or of the examples listens when it is not told otherwise. */
const usualReceiver = 'http://127.0.0.1:3000';

function callLines({ callers, contract }: UpstreamApi, base: string): [response: string, command: string][] {
  return callers.flatMap((caller): [string, string][] => {
    const receiverUrl = usualReceiver + (caller.callbacks[0]?.path ?? contract.operation.path);
    const request = exampleRequest(caller, { receiverUrl });
    if (!request) return [];
    const [credentials = []] = caller.security;
    const { method, target, headers } = request;
    const body = JSON.stringify(request.body);
    const line = { method, url: base + target, headers, filled: credentials.map(shellHeader(body)), body };
    return [[`a call, whose events go to ${receiverUrl}`, curlCommand(line)]];
  });
}

/** Writes what each response takes: a valid request, then one thing wrong with it at a time. */
function deliveryLines(contract: Contract, base: string): [response: string, command: string][] {
  const { operation, security, body, variants, statuses } = contract;
  const [variant] = variants;
  const credentials = security[0] ?? [];
  const event = variant ? JSON.stringify(exampleOf(variant, 'minimal')) : '{}';
  const line = (more: { body?: string; keys?: boolean; prefer?: string }): string =>
    curlCommand({
      method: operation.method.toUpperCase(),
      url: base + operation.path,
      headers: [
        ['content-type', body.mediaTypes[0] ?? 'application/json'],
        ...(more.prefer ? [['prefer', more.prefer] as const] : []),
      ],
      filled: more.keys === false ? [] : credentials.map(shellHeader(more.body ?? event)),
      body: more.body ?? event,
    });
  const success = statuses.find((status) => status.startsWith('2')) ?? '200';
  const refusal = statuses.find((status) => status.startsWith('4'));
  return [
    [`${success}: a legal event`, line({})],
    [`${refusal ?? '4xx'}: an illegal one`, line({ body: '{}' })],
    ...(credentials.length > 0 ? [['401: without credentials', line({ keys: false })] as [string, string]] : []),
    ...(refusal ? [[`${refusal}: whatever is sent`, line({ prefer: `code=${refusal}` })] as [string, string]] : []),
  ];
}

/** Writes a header whose value the shell fills in: a key of the environment, or a signature that openssl makes with one. */
function shellHeader(event: string): (credential: Credential) => readonly [string, string] {
  return ({ name, source }) => {
    const key = `$${keyVariables[source.key]}`;
    if (source.kind === 'key') return [name, key];
    const out = source.encoding === 'hex' ? " | sed 's/.* //'" : ' -binary | base64 -w0';
    return [name, `$(printf %s ${quoted(event)} | openssl dgst -${source.algorithm} -hmac ${key}${out})`];
  };
}
