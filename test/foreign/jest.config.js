import { existsSync } from 'node:fs';
import base from '../../jest.config.js';

// No package brings these, so they run only where somebody has cloned them.
const hasOverlaySets = existsSync(`${process.env.HOOKPROOF_FOREIGN}/Overlay-Specification`);
if (!hasOverlaySets)
  console.error(
    'not run: the overlay sets. Clone OAI/Overlay-Specification into a folder, and name that folder by HOOKPROOF_FOREIGN.',
  );

/** @type {import('jest').Config} */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/foreign/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(hasOverlaySets ? [] : ['/foreign/overlay.test.ts$'])],
  globalSetup: undefined,
};
