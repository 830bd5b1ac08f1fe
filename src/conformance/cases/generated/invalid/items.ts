import type { Json } from '../../../../schema/json.ts';
import { toPointer, valueAt, withValueAt } from '../../../../schema/pointer.ts';
import { allowsNull, typesOf } from '../../../../schema/types.ts';
import type { Edit } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';

/** Readers that look at the first item only, where everything but the last item is right; or that take one item for none. */
export function someItem({ schema, event, place, words, path }: CaseSite): Edit[] {
  const list = place.slice(0, -1);
  const items = valueAt(event, list);
  const types = typesOf(schema);
  if (path.at(-1) !== '*' || !Array.isArray(items) || items.length < 2 || !types) return [];
  const wrong = types.includes('string') ? 7 : 'text';
  const last = [...list, String(items.length - 1)];
  const edit = (name: string, title: string, edited: Json, at: string[]): Edit => ({
    id: `type.${words}.${name}`,
    title: `${words}: ${title}`,
    event: edited,
    blamed: [toPointer(at)],
    keyword: 'type',
  });
  return [
    edit('last', 'the last item counts too', withValueAt(event, last, wrong), last),
    edit('only', 'the only item counts too', withValueAt(event, list, [wrong]), [...list, '0']),
    edit('middle', 'an item in the middle counts too', withValueAt(event, list, [items[0], wrong, items[1]]), [
      ...list,
      '1',
    ]),
    edit('null-item', 'null is no item', withValueAt(event, last, null), last),
  ].filter(({ id }) => !id.endsWith('null-item') || !allowsNull(schema));
}
