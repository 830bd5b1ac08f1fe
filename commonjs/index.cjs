module.exports = require('./require-natively.cjs')('../dist/index.js');
