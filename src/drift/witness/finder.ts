import { compileSchema } from '../../schema/compile.ts';
import { sentence } from '../../schema/describe.ts';
import type { Schema } from '../../schema/types.ts';
import type { Beside, NamedDocument } from '../compare-options.ts';
import { type OperationNode, operationsOf } from '../operations/find.ts';
import { contentOf } from '../operations/media-types.ts';
import type { Part } from '../schemas/model/conjunction.ts';
import { type World, worldOf } from '../schemas/model/context.ts';
import type { Walk } from '../schemas/walk.ts';
import type { Body } from './validators.ts';
import { type Detective, detective } from './witness.ts';

const tools = { compile: (schema: Schema) => compileSchema(schema, { written: true }), sentence };

/** What finds events that show how a body of an operation differs. */
export function detectiveFor(
  { walk, old, new: now }: { walk: Walk; old: OperationNode; new: OperationNode },
  parts: { old: Part; new: Part },
  way: 'event' | 'answer',
  beside: Beside | undefined,
): Detective {
  const body = (world: World, part: Part): Body => ({ world, parts: [part] });
  const other = (named: NamedDocument | undefined, like: OperationNode): Body | undefined =>
    named && way === 'event' ? sameBody(named, like) : undefined;
  return detective(
    other(beside?.old, old) ?? body(walk.old, parts.old),
    body(walk.new, parts.new),
    tools,
    other(beside?.new, now),
  );
}

/** The body of the same operation in another document. */
function sameBody({ document, source }: NamedDocument, like: OperationNode): Body | undefined {
  const world = worldOf(document, source);
  const found = operationsOf(world).find(
    ({ home, name, method }) => home === like.home && name === like.name && method === like.method,
  );
  const content = found && contentOf(world, found.node.requestBody, `${found.at}/requestBody`);
  const [media] = content?.media.values() ?? [];
  return media && { world, parts: [media.part] };
}
