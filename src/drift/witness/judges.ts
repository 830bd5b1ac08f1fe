import type { Finding } from '../../finding.ts';
import { isObject, type Json } from '../../schema/json.ts';
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
const mostSingle = 12;

type ValidatorOf = ReturnType<typeof validatorsByReading>;

/** Makes what judges events by a body; validators are made when they are first asked. */
export function bodyJudge(body: Body, compile: Compile): BodyJudge {
  const whole = validatorsByReading((reading) => compile(writeJsonSchema(body, reading)));
  const singles: { shape: Shape; validatorOf: ValidatorOf }[] = [];
  let isSlow = false;
  const single = (event: Json): ValidatorOf => {
    const validatorOf = validatorsByReading((reading) => compile(writeJsonSchema(body, reading, [event])));
    singles.splice(0, singles.length - mostSingle + 1);
    singles.push({ shape: shapeOf(event), validatorOf });
    return validatorOf;
  };
  return {
    isSlow: () => isSlow,
    judge(event) {
      const near = singles.find(({ shape }) => isCoveredBy(event, shape))?.validatorOf;
      const own = near ?? (singles.length < mostSingle ? single(event) : undefined);
      return (reading) => {
        if (own) return judged(own(reading), event);
        const validate = whole(reading);
        isSlow ||= validate === undefined;
        return judged(validate ?? single(event)(reading), event);
      };
    },
  };
}

/** Holds what a value holds: under each name, and in its list, whose items are one place. */
interface Shape {
  names: Map<string, Shape>;
  items: Shape | undefined;
}

function shapeOf(value: Json, shape: Shape = { names: new Map(), items: undefined }): Shape {
  if (Array.isArray(value)) for (const item of value) shape.items = shapeOf(item, shape.items);
  else if (isObject(value))
    for (const [name, inner] of Object.entries(value))
      shape.names.set(name, shapeOf(inner as Json, shape.names.get(name)));
  return shape;
}

/** Tells whether a value holds nothing, at any place, that another does not hold there: what was written of that says all of it, too. */
function isCoveredBy(value: Json, { names, items }: Shape): boolean {
  if (Array.isArray(value)) return value.every((item) => items !== undefined && isCoveredBy(item, items));
  if (!isObject(value)) return true;
  for (const name in value) {
    const inner = names.get(name);
    if (!inner || !isCoveredBy(value[name] as Json, inner)) return false;
  }
  return true;
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
