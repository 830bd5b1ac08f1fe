import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** Gives the absolute path of a file that ships with the package, e.g. `bundled('openapi/swagger.yaml')`. */
export function bundled(path: string): string {
  return fileURLToPath(new URL(path, root));
}

export const bundledContract = bundled('openapi/swagger.yaml');
export const bundledUpstream = bundled('openapi/upstream.yaml');
export const bundledOverlay = bundled('openapi/overlay.yaml');
export const bundledSignatureOverlay = bundled('openapi/signature.overlay.yaml');
