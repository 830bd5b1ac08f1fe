import { type CliOptions, type CliResult, hookproof, root } from '../support/cli.ts';

export const contractFile = `${root}openapi/swagger.yaml`;

/** Runs the command and reads its JSON report. */
export async function drift(args: string[], options?: CliOptions): Promise<CliResult & { report: Report }> {
  const command = ['drift', '--format', 'json', ...args];
  const result = await hookproof(command, options);
  return { ...result, report: result.stdout === '' ? ({} as Report) : JSON.parse(result.stdout) };
}

export interface Report {
  verdict: string;
  summary: Record<string, number>;
  changes: {
    rule: string;
    level: string;
    source: string;
    pointer: string;
    before: unknown;
    after: unknown;
    why: string;
    affects: string[];
    cases: string[];
    known?: { reason: string };
    seen?: { count: number };
  }[];
  culprits?: {
    culprit: string;
    pointer: string;
    value: unknown;
    operation?: string;
    why: string;
    evidence: { source: string; says: string }[];
  }[];
  stale?: { rule: string; pointer: string }[];
  notes?: string[];
  coverage?: Record<string, { seen: number; total: number }>;
  compared: { operations?: number; traffic?: { events: number } };
}

/** A small contract of orders; `change` makes another version of it. */
export function orders(change: (document: Orders) => void = () => {}): string {
  const document: Orders = {
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1.0.0' },
    paths: {
      '/orders': {
        post: {
          operationId: 'orders',
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Order' } } },
          },
          responses: { 200: { description: 'taken' }, 400: { description: 'refused' } },
        },
      },
    },
    components: {
      schemas: {
        Order: {
          type: 'object',
          required: ['kind', 'id'],
          properties: {
            kind: { type: 'string', enum: ['placed', 'paid'] },
            id: { type: 'string' },
            total: { type: 'number' },
          },
        },
      },
    },
  };
  change(document);
  return JSON.stringify(document, null, 2);
}

interface Orders {
  openapi: string;
  info: { title: string; version: string; description?: string };
  paths: Record<string, { post: Record<string, unknown> }>;
  components: { schemas: { Order: { type: string; required: string[]; properties: { [name: string]: Property } } } };
}

interface Property {
  type: string;
  enum?: string[];
  description?: string;
  nullable?: boolean;
}

/** A value more: breaking for whoever receives. */
export function shipped({ components }: Orders): void {
  components.schemas.Order.properties.kind?.enum?.push('shipped');
}
