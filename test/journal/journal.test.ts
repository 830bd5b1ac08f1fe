import type { Journal, Outcome } from '../../src/journal/journal.ts';
import { removeFolders } from '../support/folder.ts';
import { attempt, stopPostgres, stores } from './stores.ts';

afterAll(removeFolders);
afterAll(stopPostgres);

const everything = { limit: 1_000 };

describe.each(Object.entries(stores))('the journal in %s', (_, open) => {
  const using = (use: (journal: Journal) => Promise<void>) => async () => {
    const journal = await open();
    await use(journal);
    await journal.close();
  };

  test(
    'gives back each delivery as it came, byte for byte',
    using(async (journal) => {
      const body = Buffer.from([0x7b, 0x00, 0xff, 0xfe, 0x7d]);
      const finding = { rule: 'utf-8', pointer: '', message: 'is no UTF-8' };
      const refused = attempt('', { body, outcome: 'refused', status: 400, findings: [finding], type: undefined });
      await journal.append(attempt(' {"n":1.0}\n', { receivedAt: 5 }));
      await journal.append(refused);
      const stored = await journal.attempts(everything);
      expect(stored).toMatchObject([attempt(' {"n":1.0}\n', { receivedAt: 5 }), refused]);
      expect(stored.map(({ sequence }) => sequence)).toEqual([1, 2]);
      const [, bare] = await journal.attempts({ ...everything, bodies: false });
      expect(bare).toMatchObject({ ...refused, body: undefined });
    }),
  );

  test(
    'has one event for a delivery id, however often and as whatever it came',
    using(async (journal) => {
      const id = { deliveryId: 'd-1' };
      await journal.append(
        attempt('forged', { ...id, receivedAt: 1, outcome: 'denied', status: 401, identity: undefined }),
      );
      await journal.append(attempt('right', { ...id, receivedAt: 2 }));
      await journal.append(attempt('again', { ...id, receivedAt: 3 }));
      await journal.append(attempt('right', { receivedAt: 4, deliveryId: 'd-2' }));
      const [second, first, ...others] = await journal.events(everything);
      expect(others).toEqual([]);
      expect(second).toMatchObject({ deliveryId: 'd-2', attempts: 1 });
      expect(first).toMatchObject({
        ...id,
        outcome: 'accepted',
        attempts: 3,
        firstAt: 1,
        lastAt: 3,
        identity: 'one',
        size: 5,
      });
      const attempts = await journal.attempts({ ...everything, event: first?.id });
      expect(attempts.map(({ body }) => String(body))).toEqual(['forged', 'right', 'again']);
      expect(await journal.counts()).toEqual({ events: 2, attempts: 4, last: 4 });
    }),
  );

  test(
    'knows an event without an id by its body',
    using(async (journal) => {
      for (const text of ['a', 'b', 'a']) await journal.append(attempt(text));
      expect((await journal.events(everything)).map(({ attempts }) => attempts)).toEqual([1, 2]);
    }),
  );

  test(
    'takes deliveries whose body nobody read for an event each',
    using(async (journal) => {
      const unread = attempt('', { body: undefined, outcome: 'denied', status: 401 });
      await journal.append(unread);
      await journal.append(unread);
      const events = await journal.events(everything);
      expect(events).toMatchObject([
        { sha256: '', size: 0 },
        { sha256: '', size: 0 },
      ]);
      const [stored] = await journal.attempts(everything);
      expect(stored).toMatchObject(unread);
    }),
  );

  test(
    'gives events that are older than one and newer than another',
    using(async (journal) => {
      for (const text of ['a', 'b', 'c', 'd']) await journal.append(attempt(text));
      const [d, c, b, a] = (await journal.events(everything)).map(({ id }) => id);
      const ids = async (query: object) => (await journal.events({ ...everything, ...query })).map(({ id }) => id);
      expect(await ids({ after: b })).toEqual([d, c]);
      expect(await ids({ after: a, before: d })).toEqual([c, b]);
      expect(await ids({ after: d })).toEqual([]);
    }),
  );

  test(
    'gives what became of the first attempts of each of some events',
    using(async (journal) => {
      const denied = {
        outcome: 'denied',
        findings: [{ rule: 'security', pointer: '', message: 'unknown key' }],
      } as const;
      for (const text of ['a', 'b', 'c', 'a', 'a']) await journal.append(attempt(text));
      await journal.append(attempt('b', denied));
      const [c, b, a] = await journal.events(everything);
      const ids = [a?.id ?? 0, b?.id ?? 0, 99_999];
      const first = await journal.firstVerdicts(ids, 2);
      expect(first.map(({ sequence, event }) => [sequence, event])).toEqual(
        [1, 2, 4, 6].map((sequence, at) => [sequence, at % 2 === 0 ? a?.id : b?.id]),
      );
      expect(first[3]).toMatchObject(denied);
      expect(await journal.firstVerdicts([c?.id ?? 0], 0)).toEqual([]);
      expect(await journal.firstVerdicts([], 5)).toEqual([]);
    }),
  );

  test(
    'finds events by what they are',
    using(async (journal) => {
      await journal.append(attempt('a', { receivedAt: 10, type: 'x', identity: '1' }));
      await journal.append(attempt('b', { receivedAt: 20, type: 'y', identity: '1', outcome: 'refused' }));
      await journal.append(attempt('c', { receivedAt: 30, type: 'x', identity: '2', operation: 'pong' }));
      const found = async (query: object) =>
        (await journal.events({ limit: 10, ...query })).map(({ firstAt }) => firstAt);
      expect(await found({})).toEqual([30, 20, 10]);
      expect(await found({ limit: 2 })).toEqual([30, 20]);
      expect(await found({ type: 'x' })).toEqual([30, 10]);
      expect(await found({ identity: '1', outcome: 'accepted' })).toEqual([10]);
      expect(await found({ operation: 'pong' })).toEqual([30]);
      expect(await found({ since: 10, until: 30 })).toEqual([20, 10]);
      expect(await found({ operations: ['ping'] })).toEqual([20, 10]);
      expect(await found({ operations: ['pong', 'other'], type: 'x' })).toEqual([30]);
      const [, second] = await journal.events({ limit: 10 });
      expect(await found({ before: second?.id })).toEqual([10]);
      const [, ...later] = await journal.attempts({ limit: 10 });
      expect(await journal.attempts({ limit: 10, after: 1 })).toEqual(later);
    }),
  );

  test(
    'finds events by what became of any of their attempts, also of one that is not kept any more',
    using(async (journal) => {
      const send = (text: string, outcome: Outcome) => journal.append(attempt(text, { outcome }));
      for (const [text, outcome] of [
        ['both', 'denied'],
        ['refused', 'refused'],
        ['fine', 'accepted'],
        ['both', 'accepted'],
        ['all', 'accepted'],
        ['denied', 'denied'],
      ] as const)
        await send(text, outcome);
      await Promise.all([send('all', 'refused'), send('all', 'denied'), send('fine', 'accepted')]);
      const ids = (await journal.events(everything)).map(({ id }) => id).reverse();
      const had = async (outcome: Outcome, more: object = {}) => {
        const found = await journal.events({ ...everything, ...more, outcome });
        return found.map(({ id, had }) => `${ids.indexOf(id)} ${had}`);
      };
      const denied = ['4 denied', '3 denied,refused,accepted', '0 denied,accepted'];
      expect(await had('denied')).toEqual(denied);
      expect(await had('denied', { limit: 1, before: ids[4] })).toEqual(denied.slice(1, 2));
      expect(await had('refused')).toEqual(['3 denied,refused,accepted', '1 refused']);
      expect(await had('accepted')).toEqual(['3 denied,refused,accepted', '2 accepted', '0 denied,accepted']);
      // Of what was accepted in between nothing goes.
      expect(await journal.prune({ attempts: 8 })).toBe(1);
      expect(await had('denied')).toEqual(denied);
    }),
  );

  test(
    'finds and counts the events of some operations, of none that is known, and those that had an attempt of one',
    using(async (journal) => {
      const of = (text: string, operation: string | undefined) => journal.append(attempt(text, { operation }));
      for (const text of ['a', 'a', 'both']) await of(text, 'ping');
      for (const text of ['b', 'both']) await of(text, '\\pong\0');
      await of('unknown', undefined);
      const found = async (...operations: string[]) => {
        const events = await journal.events({ limit: 10, operations });
        return [events.map(({ id, attempts }) => [id, attempts]), await journal.counts(operations)];
      };
      const all = await journal.events({ limit: 10 });
      const [unknown, b, both, a] = all.map(({ id, attempts }) => [id, attempts]);
      expect(await found('ping')).toEqual([[unknown, both, a], { events: 3, attempts: 5, last: 6 }]);
      expect(await found('\\pong\0', 'other')).toEqual([[unknown, b, both], { events: 3, attempts: 4, last: 6 }]);
      expect(await found()).toEqual([[unknown], { events: 1, attempts: 1, last: 6 }]);
      expect(await journal.counts()).toEqual({ events: 4, attempts: 6, last: 6 });
    }),
  );

  test.each([
    ['few', ['ping', 'pong']],
    ['equally named', ['ping', 'pong', 'ping', 'pong']],
    ['many', ['ping', 'pong', ...Array.from({ length: 60 }, (_, i) => `op-${i}`), 'x'.repeat(5_000)]],
  ])('goes through the events of %s operations page by page, none of them twice', async (_, operations) => {
    const journal = await open();
    const all = ['ping', 'other', 'pong', undefined, 'pong', 'other', 'x'.repeat(5_001), 'ping', undefined, 'other'];
    for (const [i, operation] of all.entries()) await journal.append(attempt(String(i), { operation, receivedAt: i }));
    // It was another's at first, and of nobody that is known when it came again.
    await journal.append(attempt('5', { operation: undefined }));
    const both = ['other', undefined].map((operation) => attempt('both', { operation, receivedAt: 10 }));
    await Promise.all(both.map((each) => journal.append(each)));
    const seen: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await journal.events({ limit: 2, before, operations });
      seen.push(...page.map(({ firstAt }) => firstAt));
      before = page.at(-1)?.id;
      if (page.length < 2) break;
    }
    expect(seen).toEqual([10, 8, 7, 5, 4, 3, 2, 0]);
    const [first] = await journal.events({ limit: 1, operations });
    expect(await journal.events({ limit: 9, operations, after: first?.id })).toEqual([]);
    expect(await journal.counts(operations)).toEqual({ events: 8, attempts: 10, last: 13 });
    await journal.close();
  });

  test(
    'keeps texts as they came, whatever is in them and however long they are',
    using(async (journal) => {
      const texts = ['\0', 'a\0b', '\\u0000 "\\', '\u2028é🦊', "'; DROP TABLE events; --", 'x'.repeat(100_000)];
      for (const text of texts) {
        const named = { operation: text, type: text, identity: text, deliveryId: text, target: `/${text}` };
        const findings = [{ rule: text, pointer: text, message: text }];
        await journal.append(attempt(text, { ...named, headers: [[text, text]], findings }));
      }
      await journal.append(attempt('half', { identity: '\ud800' }));
      const stored = await journal.attempts(everything);
      expect(stored.map(({ target }) => target)).toEqual([...texts.map((text) => `/${text}`), '/webhooks']);
      for (const [i, text] of texts.entries()) {
        const named = { operation: text, type: text, identity: text, deliveryId: text };
        expect(stored[i]).toMatchObject({ ...named, findings: [{ rule: text }], headers: [[text, text]] });
        expect(await journal.events({ limit: 9, identity: text })).toMatchObject([named]);
      }
      for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
    }),
  );

  test(
    'keeps every one of many that come at once, in their order',
    using(async (journal) => {
      const texts = Array.from({ length: 1_200 }, (_, i) => `{"n":${i}}`);
      await Promise.all(texts.map((text) => journal.append(attempt(text))));
      const stored = await journal.attempts({ limit: 5_000 });
      expect(stored.map(({ body }) => String(body))).toEqual(texts);
    }),
  );

  test(
    'keeps what is within the bounds when it is pruned',
    using(async (journal) => {
      for (const [i, text] of ['aaa', 'bbb', 'ccc', 'ddd'].entries())
        await journal.append(attempt(text, { receivedAt: i }));
      const kept = async () => (await journal.attempts(everything)).map(({ body }) => String(body));
      expect(await journal.prune({})).toBe(0);
      expect(await journal.prune({ since: 1 })).toBe(1);
      expect(await kept()).toEqual(['bbb', 'ccc', 'ddd']);
      expect(await journal.prune({ bytes: 7 })).toBe(1);
      expect(await kept()).toEqual(['ccc', 'ddd']);
      expect(await journal.prune({ attempts: 1 })).toBe(1);
      expect(await kept()).toEqual(['ddd']);
      expect(await journal.counts()).toEqual({ events: 1, attempts: 1, last: 4 });
      for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
    }),
  );

  const denied = (text: string, changes = {}) => attempt(text, { outcome: 'denied', status: 401, ...changes });

  test(
    'lets those that were not accepted go first, but for a tenth',
    using(async (journal) => {
      const append = (each: string) =>
        journal.append(each.startsWith('-') ? denied(each, { receivedAt: 2_000 }) : attempt(each));
      const texts = Array.from({ length: 18 }, (_, i) => [`+${i}`, `-${i}`]).flat();
      for (const each of [...texts, '+17', '-17']) await append(each);
      const kept = async () => (await journal.attempts(everything)).map(({ body }) => String(body));
      expect(await journal.prune({ attempts: 38 })).toBe(0);
      expect(await journal.prune({ attempts: 22 })).toBe(16);
      const accepted = texts.filter((each) => each.startsWith('+'));
      expect(await kept()).toEqual([...accepted.slice(0, -1), '-16', '+17', '-17', '+17', '-17']);
      expect(await journal.prune({ bytes: 50 })).toBe(2);
      expect(await kept()).toEqual([...accepted, '+17', '-17']);
      expect(await journal.prune({ bytes: 45 })).toBe(3);
      expect(await kept()).toEqual([...accepted.slice(3), '+17', '-17']);
      const [first, second] = await journal.events(everything);
      expect([first, second]).toMatchObject([
        { outcome: 'denied', attempts: 1 },
        { outcome: 'accepted', attempts: 2, lastAt: 1_000 },
      ]);
      for await (const { fault } of journal.checked()) expect(fault).toBeUndefined();
    }),
  );

  test(
    'lets an accepted event stay that was denied later, when the denial goes',
    using(async (journal) => {
      const id = { deliveryId: 'd-1' };
      await journal.append(attempt('right', { ...id, receivedAt: 1 }));
      for (let i = 2; i < 9; i++) await journal.append(denied('forged', { ...id, receivedAt: i }));
      expect(await journal.prune({ attempts: 2 })).toBe(6);
      expect(await journal.events(everything)).toMatchObject([
        { outcome: 'accepted', attempts: 2, lastAt: 8, size: 5 },
      ]);
      await journal.append(attempt('right', { ...id, receivedAt: 9 }));
      expect(await journal.prune({ attempts: 2 })).toBe(1);
      expect(await journal.events(everything)).toMatchObject([{ attempts: 2, firstAt: 1, lastAt: 9 }]);
    }),
  );

  test(
    'stores what was accepted in a flood of what was not',
    using(async (journal) => {
      const flood = Promise.allSettled(
        Array.from({ length: 8_000 }, () => journal.append(denied('', { body: undefined }))),
      );
      const accepted = Array.from({ length: 500 }, (_, i) => journal.append(attempt(String(i))));
      await Promise.all(accepted);
      await flood;
      const stored = await journal.events({ limit: 5_000, outcome: 'accepted' });
      expect(stored).toHaveLength(500);
    }),
  );
});
