import { createRequire } from 'node:module';

/**
 * Loads a package at once, for whoever cannot wait and seldom needs it: its name is written out where it is called, and the type
 * given there. Throws as `require` does.
 */
export const loadPackage = createRequire(import.meta.url);
