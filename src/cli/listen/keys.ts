import type { Streams } from '../context.ts';

/** Says what each key does. */
type KeyActions = Readonly<Record<string, () => unknown>>;

/**
 * Hears keys as they are pressed, where standard input and output are a terminal; gives what puts the terminal back, undefined where
 * there is none.
 */
export function pressedKeys({ stdout }: Pick<Streams, 'stdout'>, actions: KeyActions): (() => void) | undefined {
  const { stdin } = process;
  if (!stdin.isTTY || !stdout.isTTY) return undefined;
  const hear = (bytes: Buffer): void => {
    for (const key of bytes.toString().toLowerCase()) if (Object.hasOwn(actions, key)) void actions[key]?.();
  };
  // In raw mode Ctrl-C is a key as others are.
  stdin.setRawMode(true);
  stdin.on('data', hear).resume();
  return () => {
    stdin.off('data', hear).pause();
    stdin.setRawMode(false);
  };
}
