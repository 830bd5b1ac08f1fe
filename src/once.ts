/** Makes something of each thing once, when it is first asked for. */
export function remembering<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const made = new Map<K, T>();
  return (of) => {
    if (!made.has(of)) made.set(of, make(of));
    return made.get(of) as T;
  };
}

/** Makes what a function makes once, when it is first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Adds properties to an object that are made once, when they are first asked for. */
export function lazily<T extends object, L extends object>(own: T, made: { [Key in keyof L]: () => L[Key] }): T & L {
  for (const [key, make] of Object.entries<() => unknown>(made))
    Object.defineProperty(own, key, { get: once(make), enumerable: true });
  return own as T & L;
}

/** Gives an object with some properties changed; what the others are made of stays unmade until somebody asks for it. */
export function changed<T extends object>(own: T, changes: Partial<T>): T {
  return Object.create(null, {
    ...Object.getOwnPropertyDescriptors(own),
    ...Object.getOwnPropertyDescriptors(changes),
  });
}
