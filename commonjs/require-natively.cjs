const { runInThisContext } = require('node:vm');

/**
 * Requires an ES module of this package by Node's own loader. Where jest runs CommonJS it replaces `require` and `process` by
 * functions of its own, which take no ES modules; those of the process itself do.
 */
module.exports = runInThisContext('process').getBuiltinModule('node:module').createRequire(__filename);
