/** Declares what is used of vitest, which is whoever's project it is that runs there. */
declare module 'vitest' {
  export function describe(name: string, body: () => void): void;
  export function beforeAll(body: () => Promise<void>, timeoutMs: number): void;
  export function afterAll(body: () => Promise<void>, timeoutMs: number): void;
  export const test: {
    (name: string, body: () => Promise<void>, timeoutMs: number): void;
    skip(name: string): void;
  };
}
