import { randomBytes } from 'node:crypto';
import type { Contracts } from '../contract/load.ts';
import type { RecordedFinding } from '../finding.ts';
import { fromPointer, toPointer } from '../schema/pointer.ts';
import { isHarmlessText } from './declarations.ts';
import { declaredEvents } from './declared.ts';
import { isProgrammersName } from './harmless.ts';

/**
 * Makes what gives the names that events bring along as they may be shown, the same each time: names that are known and codes
 * stay, others become pseudonyms.
 */
export function shownNames(known: readonly string[]): (name: string) => string {
  const { pseudonyms } = declaredEvents(randomBytes(32));
  const declared = [{ enum: [...known] }];
  return (name) => (isHarmlessText(declared, name) ? name : pseudonyms.text(name, []));
}

/** Makes what gives findings in events without the names of properties that only the events have, and that may be those of people. */
export function shownFindings({
  effective,
}: Pick<Contracts, 'effective'>): (finding: RecordedFinding) => RecordedFinding {
  const document = JSON.stringify(effective);
  const shown = shownNames([]);
  const nameShown = (name: string): string =>
    /^\d{1,6}$/.test(name) || isProgrammersName(name) || document.includes(JSON.stringify(name)) ? name : shown(name);
  return (finding) => ({
    ...finding,
    pointer: toPointer(fromPointer(finding.pointer).map(nameShown)),
    message: finding.message.replace(/(?<=^must not have the property ')(.*)(?='$)/s, nameShown),
  });
}
