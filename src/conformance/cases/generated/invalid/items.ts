import { toPointer, valueAt } from '../../../../schema/pointer.ts';
import { allowsNull, typesOf } from '../../../../schema/types.ts';
import { type InvalidChange, invalidChange } from '../generated-event.ts';
import type { CaseSite } from '../sites.ts';

/** Makes one item wrong, for readers that look at the first one only, or that take one item for none. */
export function wrongItems(site: CaseSite): InvalidChange[] {
  const { schema, event, place, words, path } = site;
  const list = place.slice(0, -1);
  const items = valueAt(event, list);
  const types = typesOf(schema);
  if (path.at(-1) !== '*' || !Array.isArray(items) || items.length < 2 || !types) return [];
  const wrong = types.includes('string') ? 7 : 'text';
  const last = String(items.length - 1);
  const changed = [
    { name: 'last', says: 'the last item counts too', value: wrong, at: [...list, last], index: last },
    { name: 'only', says: 'the only item counts too', value: [wrong], at: list, index: '0' },
    {
      name: 'middle',
      says: 'an item in the middle counts too',
      value: [items[0], wrong, items[1]],
      at: list,
      index: '1',
    },
    ...(allowsNull(schema)
      ? []
      : [{ name: 'null-item', says: 'null is no item', value: null, at: [...list, last], index: last }]),
  ];
  return changed.map(({ name, says, value, at, index }) => {
    const blamed = [toPointer([...list, index])];
    const title = `${words}: ${says}`;
    return invalidChange(site, { id: `type.${words}.${name}`, title, keyword: 'type', value, at, blamed });
  });
}
