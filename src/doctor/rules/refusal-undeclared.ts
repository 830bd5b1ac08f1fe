import { operationsWithBody } from '../../openapi/operations.ts';
import { isObject } from '../../schema/json.ts';
import { valueAt } from '../../schema/pointer.ts';
import { updateAction } from '../overlay-actions.ts';
import type { DoctorRule } from '../rule.ts';

/** Finds operations that require security, where nothing says what is answered without it. */
export const refusalUndeclared: DoctorRule = {
  id: 'refusal-undeclared',
  level: 'warning',
  find({ document }) {
    return operationsWithBody(document).flatMap(({ location }) => {
      const operation = valueAt(document, location);
      if (!isObject(operation) || !isObject(operation.responses)) return [];
      const security = Array.isArray(operation.security) ? operation.security : (document.security ?? []);
      const asked = security.length > 0 && security.every((each) => isObject(each) && Object.keys(each).length > 0);
      const declared = Object.keys(operation.responses);
      const isRefusal = (status: string): boolean => /^(401|403|4xx|default)$/i.test(status);
      if (!asked || declared.some(isRefusal)) return [];
      return [
        {
          pointer: [...location, 'responses'],
          message: 'credentials are required, but neither 401 nor 403 is declared',
          consequence: 'Receivers and tools disagree on the status of a delivery without credentials.',
          fix: [
            updateAction([...location, 'responses'], 'What is answered without the credentials.', {
              '401': { description: 'The credentials are missing or wrong' },
            }),
          ],
          proof: {
            raw: `a delivery without credentials gets one of ${declared.join(', ')}, and none of them says so`,
            intended: '401',
          },
        },
      ];
    });
  },
};
