import type { Contract } from '../../contract/load.ts';
import { curlCommand } from '../../delivery/curl.ts';
import { exampleRequest } from '../../upstream/example-request.ts';
import type { UpstreamApi } from '../../upstream/load.ts';
import { deliveryCurl, shellHeader } from '../delivery-curl.ts';

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
    const filled = credentials.map((credential) => shellHeader(credential, body));
    return [
      [`a call, whose events go to ${receiverUrl}`, curlCommand({ method, url: base + target, headers, filled, body })],
    ];
  });
}

/** Writes what each response takes: a valid request, then one thing wrong with it at a time. */
function deliveryLines(contract: Contract, base: string): [response: string, command: string][] {
  const { security, statuses } = contract;
  const success = statuses.find((status) => status.startsWith('2')) ?? '200';
  const refusal = statuses.find((status) => status.startsWith('4'));
  const lines: [string, string][] = [
    [`${success}: a legal event`, deliveryCurl(contract, base)],
    [`${refusal ?? '4xx'}: an illegal one`, deliveryCurl(contract, base, { body: '{}' })],
  ];
  if ((security[0] ?? []).length > 0)
    lines.push(['401: without credentials', deliveryCurl(contract, base, { keys: false })]);
  if (refusal)
    lines.push([`${refusal}: whatever is sent`, deliveryCurl(contract, base, { prefer: `code=${refusal}` })]);
  return lines;
}
