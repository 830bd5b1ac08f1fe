import { bodyNode, siteNode } from '../nodes.ts';
import type { Rule } from '../rule.ts';
import { eventInState, statesOf } from '../states.ts';

/** There are event types for which the field of states has no value. */
export const statusMissing: Rule = {
  id: 'status-missing',
  level: 'note',
  find: () => [],
  findInMeaning(contract, { document }) {
    return statesOf(contract).flatMap((states) => {
      const { path, values, types } = states;
      const stateless = types.filter(({ state }) => state === undefined).map(({ type }) => type);
      const body = bodyNode(document, contract.operation.location);
      const node = body && siteNode(document, body, path);
      if (stateless.length === 0 || !node) return [];
      const [type = ''] = stateless;
      return [
        {
          pointer: [...node.path, 'enum'],
          message: `${types.length} event types carry ${path.join('.')}, but ${stateless.join(' and ')} ${stateless.length === 1 ? 'has' : 'have'} no value among its ${values.length}`,
          consequence: 'A sender must leave the status out or repeat an older one, and a receiver must expect either.',
          fix: [],
          proof: {
            event: eventInState(states, type, lastWord(type)),
            raw: `refused: ${path.join('.')} must be one of ${values.join(', ')}`,
            intended: `no status is right for ${type}`,
          },
        },
      ];
    });
  },
};

function lastWord(type: string): string {
  return type.split(/[._:/]/).at(-1) ?? type;
}
