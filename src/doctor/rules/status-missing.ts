import { listed } from '../../schema/validate/describe.ts';
import type { DoctorRule } from '../rule.ts';
import { eventInState, stateFields } from '../states.ts';

/** Finds event types for which the field of states has no value. */
export const statusMissing: DoctorRule = {
  id: 'status-missing',
  level: 'note',
  findInMeaning(repaired, published) {
    return stateFields(repaired, published).flatMap((field) => {
      const { path, location, values, types } = field;
      const stateless = types.filter(({ state }) => state === undefined).map(({ type }) => type);
      const [type] = stateless;
      if (type === undefined) return [];
      const name = path.join('.');
      const lastWord = type.split(/[._:/]/).at(-1) ?? type;
      return [
        {
          pointer: [...location, 'enum'],
          message: `${types.length} event types carry ${name}, but ${stateless.join(' and ')} ${stateless.length === 1 ? 'has' : 'have'} no value among its ${values.length}`,
          consequence: 'A sender must leave the status out or repeat an older one, and a receiver must expect either.',
          fix: [],
          proof: {
            event: eventInState(field, type, lastWord),
            raw: `refused: ${name} must be one of ${listed(values)}`,
            intended: `no status is right for ${type}`,
          },
        },
      ];
    });
  },
};
