import { stated } from '../schemas/difference.ts';
import type { HeadDifference } from './difference.ts';
import type { OperationNode } from './find.ts';

/** Compares where an operation is called, and by which method; `ownUrl`: the URL is the receiver's own, whatever is described. */
export function comparePaths(old: OperationNode, now: OperationNode, ownUrl: boolean): HeadDifference[] {
  const way = 'event' as const;
  const item = (value: string) => ({ value, pointer: now.itemPointer });
  const moved = pathOf(old) !== pathOf(now);
  const differences: HeadDifference[] = [];
  if (moved) {
    const what = `deliveries go to ${now.name} and no longer to ${old.name}`;
    const effect = ownUrl ? 'prose' : 'both';
    differences.push(stated({ rule: 'path-moved', effect, what, way }, item(old.name), item(now.name)));
  }
  if (old.home !== now.home || (!moved && old.name !== now.name)) {
    const what = 'the operation stands elsewhere in the document';
    const [before, after] = [item(`${old.home} ${old.name}`), item(`${now.home} ${now.name}`)];
    differences.push(stated({ rule: 'operation-renamed', effect: 'prose', what, way }, before, after));
  }
  if (old.method !== now.method) {
    const what = `deliveries come by ${now.method.toUpperCase()} and no longer by ${old.method.toUpperCase()}`;
    const [before, after] = [old, now].map(({ method, pointer }) => ({ value: method, pointer }));
    differences.push(stated({ rule: 'method-changed', effect: 'both', what, way }, before, after));
  }
  return differences;
}

/** Gives a path without the names of its parameters, which do not matter; a webhook's key is only its name. */
function pathOf({ home, name }: OperationNode): string | undefined {
  return home === 'webhooks' ? undefined : name.replace(/\{[^/{}$#]+\}/g, '{}');
}
