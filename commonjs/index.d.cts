export type * from '../dist/index.js' with { 'resolution-mode': 'import' };

type Api = typeof import('../dist/index.js', { with: { 'resolution-mode': 'import' }});

export declare const check: Api['check'];
export declare const createReceiver: Api['createReceiver'];
export declare const developmentKeys: Api['developmentKeys'];
export declare const doctor: Api['doctor'];
export declare const drift: Api['drift'];
export declare const isUnjudged: Api['isUnjudged'];
export declare const isUserError: Api['isUserError'];
export declare const loadContract: Api['loadContract'];
export declare const memoryJournal: Api['memoryJournal'];
export declare const record: Api['record'];
export declare const renderReport: Api['renderReport'];
export declare const runDrift: Api['runDrift'];
export declare const secretKey: Api['secretKey'];
export declare const send: Api['send'];
export declare const sign: Api['sign'];
export declare const startReceiver: Api['startReceiver'];
export declare const verify: Api['verify'];
export declare const verifySignature: Api['verifySignature'];
