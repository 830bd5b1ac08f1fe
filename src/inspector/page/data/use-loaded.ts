import { useEffect, useState } from 'preact/hooks';

/** Holds what was asked for: the value, or why it could not be had; neither while it is under way. */
interface Loaded<T> {
  value: T | undefined;
  fault: string | undefined;
}

/** Asks for something each time that one of the keys changes; what was there stays until the new one is. */
export function useLoaded<T>(ask: (signal: AbortSignal) => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ value: undefined, fault: undefined });
  useEffect(() => {
    const own = new AbortController();
    ask(own.signal).then(
      (value) => setLoaded({ value, fault: undefined }),
      (error: Error) => {
        if (!own.signal.aborted) setLoaded((was) => ({ ...was, fault: error.message }));
      },
    );
    return () => own.abort();
  }, keys);
  return loaded;
}
