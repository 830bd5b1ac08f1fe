export type * from '../dist/node-test.js' with { 'resolution-mode': 'import' };

type Api = typeof import('../dist/node-test.js', { with: { 'resolution-mode': 'import' }});

export declare const describeConformance: Api['describeConformance'];
export declare const loadConformance: Api['loadConformance'];
