import type { IncomingMessage, RequestListener } from 'node:http';
import type { Contract } from '../contract/load.ts';
import { type Answer, problem, write } from '../edge/answer.ts';
import { authenticator } from '../edge/authenticate.ts';
import { readBody } from '../edge/body.ts';
import { offeredBy, refuseHead } from '../edge/head.ts';
import { defaultLimits, type Limits } from '../edge/limits.ts';
import { type RunningServer, startServer } from '../edge/server.ts';
import { compileSchema } from '../schema/compile.ts';
import type { Keys } from '../signature/keys.ts';
import { parseBody } from '../validator/body.ts';
import { createPrism, type MockAnswer, type MockRequest, type Prism } from './prism.ts';

export interface MockOptions {
  contract: Contract;
  keys: Keys;
  port: number;
  host: string;
  limits?: Partial<Limits>;
  /** Told of each answer, and of the reasons for a refusal. */
  onAnswer?: (request: IncomingMessage, status: number, reasons: readonly string[]) => void;
}

export interface RunningMock extends RunningServer {
  operations: Prism['operations'];
  notes: string[];
}

/**
 * Serves the contract by Prism. In front of it stands what Prism leaves open: key values and signatures, bodies that are
 * no JSON (it would never answer those) or too large. Throws a target error when the address cannot be had.
 */
export async function startMock(options: MockOptions): Promise<RunningMock> {
  // A contract that nobody can judge by is refused here; Prism would take everything.
  compileSchema(options.contract.body.schema, options.contract.dialect);
  const prism = await createPrism(options.contract.effective);
  const server = await startServer(listener(prism, options), options);
  return { ...server, operations: prism.operations, notes: prism.notes };
}

function listener(prism: Prism, { contract, keys, onAnswer, limits: given }: MockOptions): RequestListener {
  const limits: Limits = { ...defaultLimits, ...given };
  const auth = authenticator(contract.security, keys);
  const guarded = new Set([contract.operation.path]);
  return (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://localhost');
    const answer = (result: Answer & { violations?: string[] }): void => {
      write(request, response, result);
      onAnswer?.(request, result.status, result.violations ?? []);
    };
    const refused = url ? refuseHead(request, limits) : problem(400, 'the request target is no URL');
    if (refused || !url) return answer(refused ?? problem(400, ''));
    const offered = offeredBy(request, url.search.slice(1));
    const asked = guarded.has(url.pathname) && request.method?.toLowerCase() === contract.operation.method;
    if (asked && !auth.keys(offered)) return answer(denial());
    readBody(request, limits.bodyBytes, (body) => {
      if (body.kind === 'aborted') return;
      if (body.kind === 'too-large') return answer(problem(413, `the body is larger than ${limits.bodyBytes} bytes`));
      if (asked && auth.signed && !auth.body(offered, body.bytes)) return answer(denial());
      const parsed = parsedBody(request, body.bytes, limits.depth);
      if (!parsed.ok) return answer(problem(400, '', { finding: parsed.finding }));
      prism.answer(requestOf(request, url, parsed.value)).then(answer, () => answer(failed));
    });
  };
}

const failed: MockAnswer = { ...problem(500, 'Prism could not answer'), violations: ['Prism could not answer'] };

function denial(): MockAnswer {
  const reason = 'the credentials are missing or wrong';
  return { ...problem(401, reason, { headers: { 'www-authenticate': 'ApiKey' } }), violations: [reason] };
}

function requestOf(request: IncomingMessage, { pathname: path, searchParams: query }: URL, body: unknown): MockRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return { method: request.method ?? '', path, query, headers: Object.fromEntries(headers), body };
}

type Parsed = ReturnType<typeof parseBody>;

/** JSON where it is declared; any other body as the text that it is; none as null. */
function parsedBody({ headers }: IncomingMessage, bytes: Buffer, depth: number): Parsed {
  if (bytes.length === 0) return { ok: true, value: null };
  const json = /^application\/([^;]+\+)?json\b/i.test(headers['content-type'] ?? '');
  return json ? parseBody(bytes, depth) : { ok: true, value: bytes.toString('utf8') };
}
