import { STATUS_CODES } from 'node:http';
import { createLogger } from '@stoplight/prism-core';
import {
  createInstance,
  getHttpOperationsFromSpec,
  type IHttpConfig,
  type ProblemJsonError,
} from '@stoplight/prism-http';
import router from '@stoplight/prism-http/dist/router/index.js';
import { getHttpConfigFromRequest } from '@stoplight/prism-http-server/dist/getHttpConfigFromRequest.js';
import { serialize } from '@stoplight/prism-http-server/dist/serialize.js';
import type { HttpMethod } from '@stoplight/types';
import type { HttpResponse } from '../edge/response.ts';
import type { OpenApiDocument } from '../openapi/read.ts';
import { isObject } from '../schema/json.ts';
import { translated, unjudged } from './translation.ts';

/** One request, its body parsed. */
export interface MockRequest {
  method: string;
  /** The path as sent, without the query. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  /** The parsed JSON, a text for any other media type, null for none. */
  body: unknown;
}

export interface MockAnswer extends HttpResponse {
  /** Prism answered as the document says, and found nothing wrong with the request. */
  accepted: boolean;
  /** What Prism found wrong with the request, one sentence each. */
  violations: string[];
}

export interface Prism {
  operations: { method: string; path: string }[];
  /** What Prism cannot judge, one sentence each. */
  notes: string[];
  /** The path of the operation that a request is for, as the document spells it; undefined where there is none. */
  route(method: string, path: string): string | undefined;
  answer(request: MockRequest): Promise<MockAnswer>;
}

const config: IHttpConfig = {
  isProxy: false,
  mock: { dynamic: false },
  validateRequest: true,
  validateResponse: true,
  checkSecurity: true,
  errors: false,
  upstreamProxy: undefined,
};

/** Prism on a document, in this process. It understands `Prefer: code=400` and its other preferences. */
export async function createPrism(document: OpenApiDocument): Promise<Prism> {
  const operations = translated(await getHttpOperationsFromSpec(withoutCallbacks(document)));
  const instance = createInstance(config, { logger: createLogger('prism', { enabled: false }) });

  return {
    operations: operations.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
    notes: unjudged(operations),
    route(method, path) {
      const input = { method: method.toLowerCase() as HttpMethod, url: { path } };
      const found = router.default({ resources: operations, input });
      return found._tag === 'Right' ? found.right.path : undefined;
    },
    async answer({ method, path, query, headers, body }) {
      const input = {
        method: method.toLowerCase() as HttpMethod,
        url: { path, query: Object.fromEntries(query) },
        headers,
        body,
      };
      const preferred = getHttpConfigFromRequest(input);
      if (preferred._tag === 'Left') return failure(preferred.left);
      const mock = { ...config.mock, ...defined(preferred.right) };
      const answered = await instance.request(input, operations, { ...config, mock } as IHttpConfig)();
      if (answered._tag === 'Left') return failure(answered.left);
      const { output, validations } = answered.right;
      const violations = [
        ...validations.input.map((each) => violation('request', each)),
        ...validations.output.map((each) => violation('response', each)),
      ];
      return { ...success(output, violations), accepted: isSuccess(output) && validations.input.length === 0 };
    },
  };
}

/** Prism would call back by itself: at any address at all, and with an example for an event. */
function withoutCallbacks(document: OpenApiDocument): OpenApiDocument {
  const copy = structuredClone(document);
  for (const item of Object.values(copy.paths ?? {}))
    for (const operation of Object.values(item)) if (isObject(operation)) delete operation.callbacks;
  return copy;
}

interface Violation {
  location: string[];
  code: string | number;
  message: string;
}

type Diagnostic = { path?: string[]; code?: string | number; message: string };

function violation(side: string, { path = [], code = '', message }: Diagnostic): Violation {
  return { location: [side, ...path], code, message };
}

type Output = { statusCode: number; headers?: Record<string, string>; body?: unknown };

function isSuccess({ statusCode }: Output): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function success(
  { statusCode, headers = {}, body }: Output,
  violations: readonly Violation[],
): Omit<MockAnswer, 'accepted'> {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  const text = String(serialize(body, type) ?? '');
  const said = violations.length > 0 ? { 'sl-violations': headerText(JSON.stringify(violations)) } : {};
  return {
    status: statusCode,
    headers: { ...headers, ...said, 'content-length': String(Buffer.byteLength(text)) },
    body: text,
    violations: [...new Set(violations.map(({ message }) => message))],
  };
}

/** What Prism cannot answer by the document: an unknown path or method, or a preference that the document cannot meet. */
function failure(error: Error): MockAnswer {
  const { status = 500, detail = error.message } = error as Partial<ProblemJsonError>;
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail });
  const headers = { 'content-type': 'application/problem+json', 'content-length': String(Buffer.byteLength(body)) };
  return { status, headers, body, violations: [detail], accepted: false };
}

const longestHeader = 8_000;

/** A header holds Latin letters only, and clients take no more than some 8 KiB of it. */
function headerText(text: string): string {
  const escaped = text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return escaped.length > longestHeader ? `too many violations: ${escaped.slice(0, longestHeader)}` : escaped;
}

function defined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
}
