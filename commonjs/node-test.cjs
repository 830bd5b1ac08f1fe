module.exports = require('./require-natively.cjs')('../dist/node-test.js');
