import type { Command } from 'commander';
export function configure(_: Command): void {}
