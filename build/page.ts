import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundles the script and the style of the inspector's page, with the libraries that they use, into dist.
await build({
  entryPoints: [fileURLToPath(new URL('../src/inspector/page/page.tsx', import.meta.url))],
  outdir: fileURLToPath(new URL('../dist/inspector/page', import.meta.url)),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2024',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'eof',
  logLevel: 'warning',
});
