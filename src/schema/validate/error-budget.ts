const name = 'ErrorBudgetError';

/** Bounds how many errors validators make of one value. */
export interface ErrorBudget {
  renew(): void;
  /** Throws once too many were made. */
  spend(): void;
}

/** Makes a budget of so many errors: each takes time and space, and a small value can be wrong in millions of ways. */
export function errorBudget(most: number): ErrorBudget {
  let left = most;
  return {
    renew() {
      left = most;
    },
    spend() {
      if (--left < 0) throw Object.assign(new Error('more is wrong than is looked for'), { name });
    },
  };
}

/** Has the code of a validator spend an error as it makes one; also those of alternatives of which another one fits. */
export function spending(source: string): string {
  return source.replaceAll('}errors++;', '}self.spendError();errors++;');
}

/** Judges within a budget; gives undefined where more is wrong. */
export function withinBudget<T>(judge: () => T): T | undefined {
  try {
    return judge();
  } catch (error) {
    if (Error.isError(error) && error.name === name) return undefined;
    throw error;
  }
}
