import type { Contract } from '../../../contract/load.ts';
import { rolesOf } from '../../../delivery/delivery.ts';
import { type Case, eventStep, type Step, sourceAt } from '../case.ts';
import { spoilings } from '../written/spoil-credentials.ts';
import { placeInWords } from './sites.ts';

/** Makes cases for each further alternative of a contract's security: it is enough by itself, and nothing without its keys. */
export function alternativeCases(contract: Contract, body: Buffer): Case[] {
  const good = eventStep({ body, isValid: true }, contract);
  return contract.security.slice(1).flatMap((credentials, index) => {
    const schemes = credentials.map(({ scheme }) => scheme);
    const id = `auth.alternative.${placeInWords([schemes.join('-')])}`;
    const send = { ...good.send, alternative: index + 1 };
    const wrong = Object.fromEntries(credentials.flatMap(rolesOf).map((role) => [role, spoilings.wrong]));
    const quote = 'Of several security requirements a request has to meet one';
    const made = (name: string, level: Case['level'], title: string, step: Step): Case => ({
      ...{ id: `${id}.${name}`, title, group: 'auth', level, steps: [step] },
      requirement: { source: sourceAt(contract, '/security'), quote },
      ...{ together: [], effects: false, alone: false },
    });
    const by = `A delivery that proves itself by ${schemes.join(' and ')}`;
    return [
      made('accepted', 'SHOULD', `${by} alone is accepted`, { ...good, send }),
      made('wrong', 'MUST', `${by} with a wrong key is denied`, {
        ...{ ...good, expect: 'denied' },
        send: { ...send, spoilt: wrong },
      }),
    ];
  });
}
