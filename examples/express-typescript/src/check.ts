/** What is wrong with a value, and where (a JSON Pointer). Never the value itself: it may be somebody's phone number. */
export interface Fault {
  at: string;
  message: string;
}

/** Judges a value; `undefined` means that it is a `T`. */
export interface Check<T> {
  (value: unknown, at: string): Fault | undefined;
  /** Never set; it lets the compiler know what is checked. */
  readonly gives?: T;
}

/** The type of the values that a check lets through. */
export type Checked<C> = C extends Check<infer T> ? T : never;

export const string: Check<string> = (value, at) => fault(typeof value === 'string', at, 'must be a string');
export const boolean: Check<boolean> = (value, at) => fault(typeof value === 'boolean', at, 'must be true or false');
// JSON.parse reads 1e999 as Infinity, which is no number anybody meant.
export const number: Check<number> = (value, at) => fault(Number.isFinite(value), at, 'must be a number');

/** A string that passes a test. */
export function text(what: string, holds: (value: string) => boolean): Check<string> {
  return (value, at) => fault(typeof value === 'string' && holds(value), at, `must be ${what}`);
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, at) => (value === null ? undefined : check(value, at));
}

export function oneOf<const V extends string>(...values: V[]): Check<V> & { values: readonly string[] } {
  const check: Check<V> = (value, at) =>
    fault(
      values.some((each) => each === value),
      at,
      `must be one of ${values.join(', ')}`,
    );
  return Object.assign(check, { values });
}

export function listOf<T>(item: Check<T>): Check<T[]> {
  return (value, at) =>
    Array.isArray(value)
      ? first(value, (each, index) => item(each, `${at}/${index}`))
      : { at, message: 'must be a list' };
}

type Fields = Record<string, Check<unknown>>;
type Shape<F extends Fields, R extends keyof F> = { [K in R]: Checked<F[K]> } & {
  [K in Exclude<keyof F, R>]?: Checked<F[K]>;
};

/** An object; the named fields must be there, the others may be, and fields that nobody knows are welcome. */
export function object<F extends Fields, R extends keyof F & string = never>(
  fields: F,
  ...required: R[]
): Check<Shape<F, R>> & { fields: F } {
  const check: Check<Shape<F, R>> = (value, at) => {
    if (!isObject(value)) return { at, message: 'must be an object' };
    const missing = required.find((name) => !Object.hasOwn(value, name));
    if (missing !== undefined) return { at, message: `must have the field '${missing}'` };
    const given = Object.entries(fields).filter(([name]) => Object.hasOwn(value, name));
    return first(given, ([name, field]) => field(value[name], `${at}/${name}`));
  };
  return Object.assign(check, { fields });
}

type Branch = Check<unknown> & { fields: Fields };

/** One of several objects; which one is told by the field `tag`, and only that one is then asked for. */
export function chosenBy<B extends Branch[]>(tag: string, ...branches: B): Check<Checked<B[number]>> {
  const valuesOf = ({ fields }: Branch): readonly string[] => (fields[tag] as ReturnType<typeof oneOf>).values;
  return (value, at) => {
    if (!isObject(value)) return { at, message: 'must be an object' };
    if (!Object.hasOwn(value, tag)) return { at, message: `must have the field '${tag}'` };
    const branch = branches.find((each) => valuesOf(each).some((name) => name === value[tag]));
    if (branch) return branch(value, at);
    return { at: `${at}/${tag}`, message: `must be one of ${branches.flatMap(valuesOf).join(', ')}` };
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(holds: boolean, at: string, message: string): Fault | undefined {
  return holds ? undefined : { at, message };
}

function first<T>(items: readonly T[], judge: (item: T, index: number) => Fault | undefined): Fault | undefined {
  for (const [index, item] of items.entries()) {
    const found = judge(item, index);
    if (found) return found;
  }
  return undefined;
}
