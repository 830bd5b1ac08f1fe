import type { OperationNode } from './find.ts';
import type { HeadDifference } from './told.ts';

/** Where an operation is called, and by which method. `ownUrl`: the URL is the receiver's own, whatever the document says. */
export function comparePlace(old: OperationNode, now: OperationNode, ownUrl: boolean): HeadDifference[] {
  const moved = pathOf(old) !== pathOf(now);
  const named = old.home !== now.home || (!moved && old.name !== now.name);
  return [
    ...(moved
      ? [
          told(
            'path-moved',
            ownUrl ? 'docs' : 'both',
            old.name,
            now.name,
            now.itemAt,
            `deliveries go to ${now.name} and no longer to ${old.name}`,
          ),
        ]
      : []),
    ...(named
      ? [
          told(
            'operation-renamed',
            'docs',
            `${old.home} ${old.name}`,
            `${now.home} ${now.name}`,
            now.itemAt,
            'the operation stands elsewhere in the document',
          ),
        ]
      : []),
    ...(old.method === now.method
      ? []
      : [
          told(
            'method-changed',
            'both',
            old.method,
            now.method,
            now.at,
            `deliveries come by ${now.method.toUpperCase()} and no longer by ${old.method.toUpperCase()}`,
          ),
        ]),
  ];
}

function told(
  rule: string,
  effect: HeadDifference['effect'] | 'docs',
  before: string,
  after: string,
  at: string,
  what: string,
): HeadDifference {
  return { rule, effect: effect === 'docs' ? 'prose' : effect, before, after, at, what, way: 'event' };
}

/** A webhook's key is only its name; of paths the names of their parameters do not matter. */
function pathOf({ home, name }: OperationNode): string | undefined {
  return home === 'webhooks' ? undefined : name.replace(/\{[^/{}$#]+\}/g, '{}');
}
