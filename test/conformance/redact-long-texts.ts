import { keyRedactor, withoutContacts } from '../../src/conformance/runner/evidence/redact.ts';

/** Redacts long texts, each of one part again and again; prints how many they were. */
const [privateKey = '', ...parts] = process.argv.slice(2);
const clean = keyRedactor({ public: 'pk_live_CanaryPub77', private: privateKey });
for (const part of parts) withoutContacts(clean(part.repeat(200_000)));
console.log(parts.length);
