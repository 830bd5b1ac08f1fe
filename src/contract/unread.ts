import { type DocumentOperation, labelOf } from '../openapi/operations.ts';
import { writtenParameters } from '../openapi/parameters.ts';
import { valueAt } from '../schema/pointer.ts';
import { type takesJson, writtenBody } from './contract.ts';

type Shared = Parameters<typeof takesJson>[0];

/** Says what operations declare that nobody judges: one sentence of each kind for all of them. */
export function unreadNotes(
  shared: Shared,
  operations: readonly DocumentOperation[],
  listed: readonly DocumentOperation[],
): string[] {
  return [unreadBody, unreadQuery].flatMap((unread) => {
    const [said, ...others] = operations.flatMap((each) => unread(shared, each, labelOf(each, listed)) ?? []);
    if (said === undefined) return [];
    return [others.length === 0 ? said : `${said} (and so in ${others.length} more)`];
  });
}

/** Finds JSON that has another schema than that of the first media type, by which all is judged. */
function unreadBody(shared: Shared, operation: DocumentOperation, name: string): string | undefined {
  const { mediaTypes, unread } = writtenBody(shared, operation);
  if (unread.length === 0) return undefined;
  return `${name} is judged by the schema of ${mediaTypes[0]} alone, though ${unread.join(' and ')} has another`;
}

/** Finds a query that is described as a whole (OpenAPI 3.2.0, 4.12.1). */
function unreadQuery({ effective }: Shared, operation: DocumentOperation, name: string): string | undefined {
  const isWhole = writtenParameters(effective, operation).some((each) => valueAt(each, ['in']) === 'querystring');
  return isWhole ? `${name} describes its query as a whole, by which nobody judges it` : undefined;
}
