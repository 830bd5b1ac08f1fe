import { createLogger, type IPrismDiagnostic } from '@stoplight/prism-core';
import { createInstance, type IHttpConfig, type ProblemJsonError } from '@stoplight/prism-http';
import router from '@stoplight/prism-http/dist/router/index.js';
import { getHttpConfigFromRequest } from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js';
import { serialize } from '@stoplight/prism-http-server/dist/serialize.js';
import type { HttpMethod } from '@stoplight/types';
import { type HttpResponse, problem, textResponse } from '../../edge/response.ts';
import type { OpenApiDocument } from '../../openapi/read/read.ts';
import { unicodeEscape } from '../../schema/json.ts';
import { prismOperations, unvalidatedBodies } from './operations.ts';

/** Holds one request, its body parsed. */
export interface MockRequest {
  method: string;
  /** Holds the path as sent, without the query. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  /** Holds the parsed JSON, a text for any other media type, null for none. */
  body: unknown;
}

export interface MockResponse extends HttpResponse {
  /** Tells whether Prism responded as the document says, and found nothing wrong with the request. */
  accepted: boolean;
  /** Says what Prism found wrong with the request, one sentence each. */
  violations: string[];
}

export type Prism = Awaited<ReturnType<typeof createPrism>>;

const config: IHttpConfig = {
  isProxy: false,
  mock: { dynamic: false },
  validateRequest: true,
  validateResponse: true,
  checkSecurity: true,
  errors: false,
  upstreamProxy: undefined,
};

/** Starts Prism on a document, in this process. It understands `Prefer: code=400` and its other preferences. */
export async function createPrism(document: OpenApiDocument) {
  const operations = await prismOperations(document);
  const instance = createInstance(config, { logger: createLogger('prism', { enabled: false }) });

  return {
    operations: operations.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
    /** Says what Prism cannot validate, one sentence each. */
    notes: unvalidatedBodies(operations),
    /** Finds the path of the operation that a request is for, as the document spells it; undefined where there is none. */
    route(method: string, path: string): string | undefined {
      const input = { method: method.toLowerCase() as HttpMethod, url: { path } };
      const found = router.default({ resources: operations, input });
      return found._tag === 'Right' ? found.right.path : undefined;
    },
    async respond({ method, path, query, headers, body }: MockRequest): Promise<MockResponse> {
      const input = {
        method: method.toLowerCase() as HttpMethod,
        url: { path, query: Object.fromEntries(query) },
        headers,
        body,
      };
      const preferred = getHttpConfigFromRequest(input);
      if (preferred._tag === 'Left') return failure(preferred.left);
      const given = Object.entries(preferred.right).filter(([, value]) => value !== undefined);
      const mock = { ...config.mock, ...Object.fromEntries(given) };
      const outcome = await instance.request(input, operations, { ...config, mock } as IHttpConfig)();
      if (outcome._tag === 'Left') return failure(outcome.left);
      const { output, validations } = outcome.right;
      const violations = [...located('request', validations.input), ...located('response', validations.output)];
      const { statusCode: status, headers: declared = {} } = output;
      const type = Object.entries(declared).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
      const said = violations.length > 0 ? { 'sl-violations': headerText(JSON.stringify(violations)) } : {};
      return {
        ...textResponse(status, String(serialize(output.body, type) ?? ''), { ...declared, ...said }),
        violations: [...new Set(violations.map(({ message }) => message))],
        accepted: status >= 200 && status < 300 && validations.input.length === 0,
      };
    },
  };
}

function located(side: string, diagnostics: readonly Pick<IPrismDiagnostic, 'path' | 'code' | 'message'>[]) {
  return diagnostics.map(({ path = [], code = '', message }) => ({ location: [side, ...path], code, message }));
}

/** Refuses what the document does not tell: an unknown path or method, or a preference that it cannot meet. */
function failure(error: Error): MockResponse {
  const { status = 500, detail = error.message } = error as Partial<ProblemJsonError>;
  return { ...problem(status, detail), violations: [detail], accepted: false };
}

const longestHeader = 8_000;

/** Writes a header: it holds Latin letters only, and clients take no more than some 8 KiB of it. */
function headerText(text: string): string {
  const escaped = text.replace(/[^\x20-\x7e]/g, unicodeEscape);
  return escaped.length > longestHeader ? `too many violations: ${escaped.slice(0, longestHeader)}` : escaped;
}
