import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bundled } from '../contract/bundled.ts';
import { type HttpResponse, textResponse } from '../edge/response.ts';

/** Holds where the build puts the page's script and style. */
const folder = 'dist/inspector/page/';

/**
 * Makes what gives the page: one document, whose style and script stand in it. Nothing else runs, nothing is loaded, and it
 * speaks to its own server alone. The token stands in it for its script.
 */
export function pageFile(token: string): () => Promise<HttpResponse> {
  let made: Promise<HttpResponse> | undefined;
  return () => {
    made ??= makePage(token).catch(() => {
      // It may be built while the server runs.
      made = undefined;
      return textResponse(503, notBuilt, { ...always, 'content-type': 'text/plain; charset=utf-8' });
    });
    return made;
  };
}

const notBuilt = 'The page is not built. Build it from the sources: npm run build\n';

const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };

async function makePage(token: string): Promise<HttpResponse> {
  const [script, style] = await Promise.all(
    ['page.js', 'page.css'].map((name) => readFile(bundled(folder + name), 'utf8')),
  );
  const text = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="hookproof-token" content="${token}">
<title>hookproof</title>
<style>${style}</style>
</head>
<body><div id="page"></div><script type="module">${script}</script></body>
</html>
`;
  return textResponse(200, text, {
    ...always,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy(script ?? '', style ?? ''),
    'x-frame-options': 'DENY',
  });
}

function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
