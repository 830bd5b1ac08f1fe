import type { DoctorRule } from '../rule.ts';
import { eventInState, stateFields } from '../states.ts';

/** Finds a field that says the same as the type of the event, while nothing makes the two agree. */
export const statusUntied: DoctorRule = {
  id: 'status-untied',
  level: 'note',
  findInMeaning(repaired, published) {
    const type = repaired.typePath?.join('.');
    return stateFields(repaired, published).flatMap((field) => {
      const [one, other] = field.types.filter(({ state }) => state !== undefined);
      if (!one || !other) return [];
      const event = eventInState(field, one.type, other.state ?? '');
      return [
        {
          pointer: field.location,
          message: `nothing ties ${field.path.join('.')} to ${type}`,
          consequence:
            'An event that contradicts itself is legal; which of the two to believe is left to each receiver.',
          fix: [],
          proof: { event, raw: 'taken', intended: `${one.type} with the status ${other.state} contradicts itself` },
        },
      ];
    });
  },
};
