import type { CompareOptions, NamedDocument } from '../compare-options.ts';
import type { Way } from '../operations/difference.ts';
import { type OperationNode, operationsOf } from '../operations/find.ts';
import { contentOf } from '../operations/media-types.ts';
import type { Comparison } from '../schemas/difference.ts';
import type { Member } from '../schemas/model/conjunction.ts';
import { documentContext } from '../schemas/model/context.ts';
import type { Body } from './to-json-schema.ts';
import { type WitnessFinder, witnessFinder } from './witness.ts';

/** Makes what finds events that show how a body of an operation differs; `beside` names further documents that must agree. */
export function finderFor(
  { comparison, ...operations }: { comparison: Comparison; old: OperationNode; new: OperationNode },
  bodies: { old: Member; new: Member },
  way: Way,
  beside: CompareOptions['beside'],
): WitnessFinder {
  const other = (named: NamedDocument | undefined, like: OperationNode): Body | undefined =>
    named && way === 'event' ? requestBodyIn(named, like) : undefined;
  return witnessFinder({
    old: other(beside?.old, operations.old) ?? { context: comparison.old, members: [bodies.old] },
    new: { context: comparison.new, members: [bodies.new] },
    also: other(beside?.new, operations.new),
  });
}

/** Finds the body of the same operation in another document. */
function requestBodyIn({ document, source }: NamedDocument, like: OperationNode): Body | undefined {
  const context = documentContext(document, source);
  const found = operationsOf(context).find(
    ({ home, name, method }) => home === like.home && name === like.name && method === like.method,
  );
  const content = found && contentOf(context, found.node.requestBody, `${found.pointer}/requestBody`);
  const [media] = content?.media.values() ?? [];
  return media && { context, members: [media.schema] };
}
