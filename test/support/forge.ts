type Schema = Record<string, unknown>;

/** A document of three webhooks that share the schema of a user; `change` makes another version of it. */
export function forge(change: (document: Forge) => void = () => {}): Forge {
  const issue = (...actions: string[]): Schema => ({
    type: 'object',
    required: ['action', 'issue', 'sender'],
    properties: {
      action: { enum: actions },
      issue: { type: 'object', required: ['number'], properties: { number: { type: 'integer' }, title: text } },
      sender: { $ref: '#/components/schemas/User' },
    },
  });
  const document: Forge = {
    openapi: '3.1.0',
    info: { title: 'Forge', version: '1' },
    webhooks: {
      'issues/opened': { post: taking('issue-opened', issue('opened')) },
      'issues/closed': { post: taking('issue-closed', issue('closed', 'locked')) },
      push: {
        post: taking('push', {
          type: 'object',
          required: ['ref', 'sender'],
          properties: { ref: text, forced: { type: 'boolean' }, sender: { $ref: '#/components/schemas/User' } },
        }),
      },
    },
    components: {
      schemas: {
        User: {
          type: 'object',
          required: ['login'],
          properties: { login: text, kind: { enum: ['human', 'robot'] } },
        },
      },
    },
  };
  change(document);
  return document;
}

export interface Forge {
  openapi: string;
  info: { title: string; version: string };
  webhooks: Record<string, { post: ReturnType<typeof taking> }>;
  components: { schemas: { User: { type: string; required: string[]; properties: Record<string, Schema> } } };
}

const text: Schema = { type: 'string' };

function taking(operationId: string, schema: Schema) {
  const headers = [{ name: 'X-Forge-Event', in: 'header', schema: text }];
  return {
    operationId,
    parameters: headers,
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'taken' } },
  };
}

/** Right events of each webhook. */
export const sender = { login: 'ada', kind: 'human' };
export const opened = { action: 'opened', issue: { number: 1 }, sender };
export const closed = { action: 'locked', issue: { number: 2, title: 'It rains' }, sender };
export const push = { ref: 'refs/heads/main', forced: false, sender };

/** An exchange as a recorder keeps it, with the header that names its event. */
export function delivered(event: unknown, name: string, status = 200): unknown {
  const request = { method: 'POST', headers: { 'X-Forge-Event': name }, body: JSON.stringify(event) };
  return { receivedAt: '2026-01-15T09:30:00.000Z', request, response: { status } };
}
