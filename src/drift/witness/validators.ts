import type { Finding } from '../../finding.ts';
import type { Validator } from '../../schema/compile.ts';
import type { Json } from '../../schema/json.ts';
import type { Part } from '../schemas/model/conjunction.ts';
import type { World } from '../schemas/model/context.ts';
import { emit, type Reading } from './to-json-schema.ts';

/** The body of one document. */
export interface Body {
  world: World;
  parts: readonly Part[];
}

/** What makes validators, and words of what they say. */
export interface Tools {
  compile(schema: Record<string, unknown>): Validator;
  sentence(finding: Finding): string;
}

export interface Judges {
  /** One validator does for all events. */
  readonly whole: boolean;
  /** What the body says of an event; `alone`: by a validator of what this event holds. */
  judgeOf(event: Json, alone: boolean): Opinion;
}

export interface Opinion {
  allows(reading: Reading): boolean;
  /** Why the event is refused; undefined where it is not, or nobody can say. */
  finding(reading: Reading): Finding | undefined;
}

/** Validators are made when they are first asked. */
export function judgesOf(body: Body, tools: Tools): Judges {
  const whole = readings(body, tools);
  return {
    get whole() {
      return whole('lenient') !== undefined;
    },
    judgeOf(event, alone) {
      const own = readings(body, tools, [event]);
      const findings = (reading: Reading) => ((alone ? undefined : whole(reading)) ?? own(reading))?.(event);
      return {
        allows: (reading) => findings(reading)?.length === 0,
        finding: (reading) => findings(reading)?.[0],
      };
    },
  };
}

/** A validator for each reading, made once; undefined for what is too large, or a schema that no validator takes. */
function readings(body: Body, tools: Tools, events?: readonly Json[]): (reading: Reading) => Validator | undefined {
  const known = new Map<Reading, Validator | undefined>();
  const compiled = new Map<string, Validator>();
  const judgeOf = (reading: Reading): Validator => {
    const schema = emit(body.world, body.parts, reading, events);
    // Most bodies read the same either way.
    const text = JSON.stringify(schema);
    const judge = compiled.get(text) ?? tools.compile(schema);
    compiled.set(text, judge);
    return judge;
  };
  return (reading) => {
    if (!known.has(reading))
      known.set(
        reading,
        attempt(() => judgeOf(reading)),
      );
    return known.get(reading);
  };
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
