/**
 * Holds Node's HTTP. To import `node:http` itself reads all that it exports, and with that loads what `fetch` stands on: twice the start of an
 * empty process. Types are imported from there as ever.
 */
export const http = process.getBuiltinModule('node:http');
