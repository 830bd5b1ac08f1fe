export type * from '../dist/testing/index.js' with { 'resolution-mode': 'import' };

type Api = typeof import('../dist/testing/index.js', { with: { 'resolution-mode': 'import' }});

export declare const isUserError: Api['isUserError'];
export declare const planScenario: Api['planScenario'];
export declare const simulateCall: Api['simulateCall'];
export declare const startUpstream: Api['startUpstream'];
