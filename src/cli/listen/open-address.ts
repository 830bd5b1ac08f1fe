import { spawn } from 'node:child_process';

/** Names what opens an address for its user, by platform. */
const openers: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the user's browser; where nothing opens it, it is printed. */
export function openAddress(address: string, print: (line: string) => void): void {
  const [command = '', ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.once('error', () => print(address));
  child.once('exit', (status) => status === 0 || print(address));
  child.unref();
}
