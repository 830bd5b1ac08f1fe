module.exports = require('./require-natively.cjs')('../dist/testing/index.js');
