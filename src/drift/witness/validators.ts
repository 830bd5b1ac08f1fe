import type { Finding } from '../../finding.ts';
import type { Json } from '../../schema/json.ts';
import { compileSchema, type Validator } from '../../schema/validate/compile.ts';
import { type Body, type UnionReading, writeJsonSchema } from './to-json-schema.ts';

/** Gives what is wrong with an event by one reading of unions; undefined where nobody can say. */
type EventFindings = (reading: UnionReading) => readonly Finding[] | undefined;

/** Validates events by the body of one document. */
interface BodyValidator {
  /** Tells whether one validator does for all events. */
  hasWhole(): boolean;
  /** `alone`: by a validator of what this event holds. */
  validate(event: Json, alone: boolean): EventFindings;
}

/** Makes validators of a body, each when it is first asked. */
export function bodyValidator(body: Body): BodyValidator {
  const whole = validatorsOf(body);
  return {
    hasWhole: () => whole('lenient') !== undefined,
    validate(event, alone) {
      const own = validatorsOf(body, [event]);
      return (reading) => ((alone ? undefined : whole(reading)) ?? own(reading))?.(event);
    },
  };
}

/** Makes a validator for each reading, once; undefined for what is too large, or a schema that no validator takes. */
function validatorsOf(body: Body, events?: readonly Json[]): (reading: UnionReading) => Validator | undefined {
  const known = new Map<UnionReading, Validator | undefined>();
  const compiled = new Map<string, Validator>();
  const make = (reading: UnionReading): Validator | undefined => {
    try {
      const schema = writeJsonSchema(body, reading, events);
      // Most bodies read the same either way.
      const text = JSON.stringify(schema);
      const validator = compiled.get(text) ?? compileSchema(schema, { written: true });
      compiled.set(text, validator);
      return validator;
    } catch {
      return undefined;
    }
  };
  return (reading) => {
    if (!known.has(reading)) known.set(reading, make(reading));
    return known.get(reading);
  };
}
