// Prism takes three seconds to load, and each file of tests loads it anew: those of the mock are one.
import './abort.ts';
import './answers-only.ts';
import './answers.ts';
import './bounds.ts';
import './calls-back.ts';
import './own-document.ts';
import './security.ts';
import './several-callbacks.ts';
import './without-body.ts';
