import { hookproof } from '../support/cli.ts';
import { folderWith, removeFolders } from '../support/folder.ts';
import { examples } from './start.ts';

afterAll(removeFolders);

interface Case {
  id: string;
  group: string;
  status: string;
}

test.each(examples)(
  'the example $name takes effect of each event once, also when it is killed under load and started again',
  async ({ command }) => {
    const env = { INBOX: `${await folderWith()}/inbox` };
    const args = ['--strict', '--effects', '/effects', '--group', 'effects', '--group', 'durability'];
    const exec = command.map((word) => `'${word}'`).join(' ');
    const { status, stdout, stderr } = await hookproof(['verify', '--exec', exec, ...args, '--report', 'json'], {
      env,
    });
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
    const { cases } = JSON.parse(stdout) as { cases: Case[] };
    const passed = (group: string): number =>
      cases.filter((each) => each.group === group && each.status === 'PASS').length;
    expect(passed('effects')).toBeGreaterThan(30);
    expect(passed('durability')).toBe(2);
  },
  120_000,
);
