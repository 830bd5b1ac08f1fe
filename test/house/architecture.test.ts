import { access, readFile } from 'node:fs/promises';
import { root } from '../support/cli.ts';
import { sourceFiles } from './sources.ts';

const guides = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'README.md'];

test('every path that the guides name is there', async () => {
  const missing: string[] = [];
  for (const guide of guides) {
    const text = await readFile(root + guide, 'utf8');
    const paths = [...text.matchAll(/`((?:src|test|conformance|openapi|docs|examples|bench|\.ci)\/[\w./-]*)`/g)];
    for (const [, path = ''] of paths) await access(root + path).catch(() => missing.push(`${guide}: ${path}`));
  }
  expect(missing).toEqual([]);
});

test('the picture shows every room', async () => {
  const page = await readFile(`${root}ARCHITECTURE.md`, 'utf8');
  const rooms = new Set((await sourceFiles()).map(({ name }) => name.split('/')[0] ?? ''));
  const [picture = ''] = /```\n.*?```/s.exec(page) ?? [];
  const shown = new Set(picture.match(/[a-z-]+(\.ts)?/g));
  expect([...rooms].filter((room) => !shown.has(room) && !shown.has(room.replace(/\.ts$/, '')))).toEqual([]);
});
