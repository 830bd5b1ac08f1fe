/**
 * Is a reference receiver whose journal presses commits to the disk as the second argument says, `full` or `off`: the command
 * line has no way to say it, since nobody should. Takes the journal's file.
 */
import { startReceiver } from '../../../src/api/receiver.ts';
import { sqliteJournal } from '../../../src/journal/sqlite/journal.ts';

const [file = '', synchronous] = process.argv.slice(2);
if (synchronous !== 'full' && synchronous !== 'off') throw new Error('say full or off');
const { url } = await startReceiver({ journal: sqliteJournal(file, { synchronous }) });
console.log(`listening on ${url}`);
