import { passedOver } from '../../openapi/passed-over.ts';
import { valueAt } from '../../schema/pointer.ts';
import { removeAction, updateAction } from '../overlay-actions.ts';
import type { DoctorRule } from '../rule.ts';

/** Finds operations that nobody receives by: they stand in `additionalOperations` under a method that has a field of its own. */
export const methodPassedOver: DoctorRule = {
  id: 'method-passed-over',
  level: 'warning',
  find({ document }) {
    return passedOver(document).map(({ path, method }) => {
      const item = path.slice(0, -2);
      const field = [...item, method];
      const isFree = valueAt(document, field) === undefined;
      return {
        pointer: path,
        message: `${method.toUpperCase()} has a field of its own in a path item, and no method is written ${method}`,
        consequence: 'No tool receives by it: the operation is passed over.',
        // Which of two is meant is for the author to say.
        fix: isFree
          ? [
              updateAction(item, 'It stands where its method has its field.', { [method]: valueAt(document, path) }),
              removeAction(path, 'It stands in the field of its method.'),
            ]
          : [],
        proof: {
          raw: `a delivery by ${method.toUpperCase()} is of no operation that stands there`,
          intended: `it is of the operation ${method}`,
        },
        moves: true,
      };
    });
  },
};
