import type { Finding } from '../../finding.ts';
import type { Json } from '../../schema/json.ts';
import type { Validator } from '../../schema/validate/compile.ts';
import type { Compile } from './parts.ts';
import type { UnionReading } from './reading.ts';
import { type Body, writeJsonSchema } from './to-json-schema.ts';

/** Judges events by a body: all that is wrong with one by a reading of unions; undefined where nobody can say. */
export interface BodyJudge {
  /** Tells whether each event needs a validator of its own, as far as that was tried. */
  isSlow(): boolean;
  judge(event: Json): (reading: UnionReading) => Finding[] | undefined;
}

/** The first events have validators of what they hold, which are made faster than one of the whole body. */
const mostSingle = 4;

/** Makes what judges events by a body; validators are made when they are first asked. */
export function bodyJudge(body: Body, compile: Compile): BodyJudge {
  const whole = validatorsByReading((reading) => compile(writeJsonSchema(body, reading)));
  let events = 0;
  let isSlow = false;
  return {
    isSlow: () => isSlow,
    judge(event) {
      const isSingle = ++events <= mostSingle;
      const own = validatorsByReading((reading) => compile(writeJsonSchema(body, reading, [event])));
      return (reading) => {
        const validate = isSingle ? undefined : whole(reading);
        isSlow ||= !isSingle && validate === undefined;
        return judged(validate ?? own(reading), event);
      };
    },
  };
}

function judged(validate: Validator | undefined, event: Json): Finding[] | undefined {
  try {
    return validate?.(event);
  } catch (error) {
    // A schema that is its own part without end cannot judge anything.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Makes a validator for each reading, once; undefined for what is too large, or a schema that no validator takes. */
function validatorsByReading(make: (reading: UnionReading) => Validator) {
  const known = new Map<UnionReading, Validator | undefined>();
  return (reading: UnionReading): Validator | undefined => {
    if (known.has(reading)) return known.get(reading);
    known.set(reading, undefined);
    try {
      const validator = make(reading);
      known.set(reading, validator);
      return validator;
    } catch {
      return undefined;
    }
  };
}
