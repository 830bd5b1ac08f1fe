/** What an operation of a webhook says; whatever else it has stands beside these. */
interface Webhook {
  schema: object;
  examples?: object;
  method?: 'post' | 'put';
  responses?: object;
  [more: string]: unknown;
}

/** Writes a document whose webhooks take a JSON body and answer 200, where they say nothing else; as JSON, which is YAML, too. */
export function webhooksDocument(title: string, webhooks: Record<string, Webhook>): string {
  const operations = Object.entries(webhooks).map(([name, webhook]) => {
    const { schema, examples, method = 'post', responses = { 200: { description: 'Taken' } }, ...more } = webhook;
    const content = { 'application/json': { schema, ...(examples ? { examples } : {}) } };
    return [name, { [method]: { ...more, requestBody: { required: true, content }, responses } }];
  });
  const info = { title, version: '1.0.0' };
  return JSON.stringify({ openapi: '3.1.0', info, webhooks: Object.fromEntries(operations) });
}
