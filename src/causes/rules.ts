import type { Framework } from './frameworks.ts';

/**
 * Names what is known of a failed case; `spoilt` lists the credentials that were wrong in the delivery that decided, `right` the
 * others that it is to carry.
 */
export type CaseFact = 'case' | 'group' | 'expected' | 'actual' | 'why' | 'spoilt' | 'right' | 'profile';

/** Tells one cause: what its cases have in common, and what usually mends it. */
export interface CauseRule {
  /** A baseline may name it: it never changes. */
  id: string;
  title: string;
  /** May hold places for credentials: `{private}`, `{public}`, `{signature}`, `{all}`. */
  hint: string;
  /** Hints for receivers whose answers give their framework away. */
  hints?: Partial<Record<Framework, string>>;
  /** Demands that each fact is like one of its globs, where `*` stands for any characters. */
  when: Partial<Record<CaseFact, readonly string[]>>;
  /** Counts the kinds of cases in the title: the word that follows this beginning of their ids. */
  kinds?: string;
  /** Lists the cases, by globs of ids, whose failure shows the cause at its widest: it then takes in those that stand `within` it. */
  shownBy?: readonly string[];
  /** Names causes that say what this one does, and more; the widest first. */
  within?: readonly string[];
}

const accepted = ['2*'];
/** Lists the demands for an acceptance, and for nothing else: `2xx or 4xx` leaves a refusal open. */
const acceptance = ['2xx', '2xx,*'];
const failed = ['5*'];
const plainGroups = ['schema', 'media', 'semantics', 'effects', 'pace', 'auth', 'signature'];

/** Lists the causes; the first whose facts fit takes a case. A row is added by anybody, before those that are more general. */
export const causeRules: readonly CauseRule[] = [
  {
    id: 'baseline-names-what-passes',
    title: 'Passes cases that the baseline expects to fail',
    hint: 'Take them out of the baseline, or run with --update-baseline.',
    when: { expected: ['a failure, by the baseline'] },
  },
  {
    id: 'ends-while-it-serves',
    title: 'Ends, or has to be started again, because of what is sent',
    hint: 'Catch errors where a request is worked on; one request must never end the process.',
    when: { actual: ['the receiver ended*'] },
  },
  {
    id: 'cannot-show-its-effects',
    title: 'Has an effects log that cannot be read',
    hint: 'Answer GET at the address of --effects with 200 and a line of JSON for each effect, in tests only and at any time of the run.',
    when: { why: ['the effects log at *'] },
  },
  {
    id: 'ends-while-it-serves',
    title: 'Ends, or has to be started again, because of what is sent',
    hint: 'Catch errors where a request is worked on; one request must never end the process.',
    when: { expected: [''], actual: [''] },
  },
  {
    id: 'shows-keys',
    title: 'Shows a key in its answers',
    hint: 'Never write headers, settings or the environment into an answer.',
    when: { why: ['*the answer shows a key'] },
  },
  {
    id: 'shows-expected-signatures',
    title: 'Shows the signature that it expected',
    hint: 'Answer a wrong signature with 401 and nothing of what would be right.',
    when: { why: ['*the answer shows the expected signature'] },
  },
  {
    id: 'shows-stack-traces',
    title: 'Shows stack traces in its answers',
    hint: 'Answer errors by a handler of your own, with a status and a short text; switch debugging off.',
    hints: {
      express:
        'Start it with NODE_ENV=production, or end the app with app.use((error, req, res, next) => { console.error(error); res.sendStatus(error.status ?? 500); }).',
      flask: 'Do not run it with debug=True.',
      php: 'Set display_errors=0 in php.ini.',
    },
    when: { why: ['*the answer shows a stack trace'] },
  },
  {
    id: 'reflects-markup',
    title: 'Sends markup of an event back as a page',
    hint: 'Answer with application/json or text/plain, and without what was sent.',
    when: { why: ['*the answer shows the event as HTML', '*the answer shows the challenge as *'] },
  },
  {
    id: 'declares-json-that-is-none',
    title: 'Declares answers as JSON that are not',
    hint: 'Write answers by a JSON serialiser, not by putting texts together.',
    when: { why: ['*but is not JSON'] },
  },
  {
    id: 'no-dedupe',
    title: 'Works more than once on an event that is delivered more than once',
    hint: 'Keep the identity of each event in a unique column, in the same transaction as its work; skip what is there.',
    when: { why: ['*an event took effect * times'] },
  },
  {
    id: 'effects-log-shows-nothing',
    title: 'Shows none of the events that it accepts in its effects log: all are lost, or it tells of something else',
    hint: 'Check the URL of --effects, and write a line with the SHA-256 of the raw body (hex), and of nothing else, each time an event takes effect.',
    when: { why: ['*the effects log shows none of the events that were accepted'] },
  },
  {
    id: 'loses-accepted-events',
    title: 'Loses events: accepts them and never works on them',
    hint: 'Answer 2xx only once an event is kept; tell events apart by their own identity, not by what several share.',
    when: {
      why: [
        '*an event that was accepted took no effect',
        '*an event that was accepted never showed in the effects log',
      ],
    },
  },
  {
    id: 'works-on-refused-events',
    title: 'Works on events that it did not accept',
    hint: 'Check credentials, method and event before anything is done with it.',
    when: { why: ['*an event that was not accepted took effect', '*an event that is to be ignored took effect'] },
  },
  {
    id: 'refuses-good-events-afterwards',
    title: 'Refuses good events after an odd request',
    hint: 'Keep nothing of a request beyond its answer: no flag, no half-read buffer, no lock.',
    when: { why: ['*the next good event was not accepted*'] },
  },
  {
    id: 'redirects',
    title: 'Answers with a redirect',
    hint: 'Senders do not follow redirects: take deliveries at the very address, scheme and trailing slash included.',
    when: { actual: ['301', '302', '303', '307', '308'] },
  },
  {
    id: 'fails-handshakes',
    title: 'Answers challenges of the handshake wrongly',
    hint: 'Check the token or signature of a challenge, and answer with the proof alone, in its media type.',
    when: { group: ['handshake'] },
  },
  {
    id: 'answers-too-late',
    title: 'Answers too late, or not at all',
    hint: 'Keep the event, answer 2xx at once, and work on it afterwards; never hold one request up for another.',
    when: { actual: ['no answer in time'] },
  },
  {
    id: 'answers-too-late',
    title: 'Answers too late, or not at all',
    hint: 'Keep the event, answer 2xx at once, and work on it afterwards; never hold one request up for another.',
    when: { why: ['*it took * ms*', '95 of 100 within *'] },
  },
  {
    id: 'refuses-what-it-does-not-know',
    title: 'Refuses events with types, values or fields that it does not know yet',
    hint: 'Acknowledge with 2xx what you do not know, log it and do nothing with it: many senders drop for good what is refused.',
    when: { group: ['evolution'], actual: ['4*'] },
  },
  {
    id: 'fails-at-what-it-does-not-know',
    title: 'Fails at events with types, values or fields that it does not know yet',
    hint: 'Give each choice by type or value a branch for what is not listed: log it, and acknowledge it with 2xx.',
    when: { group: ['evolution'], actual: failed },
  },
  {
    id: 'fails-at-wrong-credentials',
    title: 'Answers 5xx to missing or wrong credentials: their check throws',
    hint: 'Compare {all}; each may be absent or of any length: answer 401, and let nothing throw.',
    hints: {
      express:
        'Compare {all}; each may be absent, and crypto.timingSafeEqual throws where lengths differ: compare lengths or digests first, and answer 401.',
      fastify:
        'Compare {all}; each may be absent, and crypto.timingSafeEqual throws where lengths differ: compare lengths or digests first, and answer 401.',
      php: 'Compare {all}; each may be absent, and hash_equals wants two strings: answer 401.',
    },
    when: { expected: ['401 or 403'], actual: failed },
  },
  {
    id: 'fails-at-wrong-credentials',
    title: 'Answers 5xx to missing or wrong credentials: their check throws',
    hint: 'Compare {all}; each may be absent or of any length: answer 401, and let nothing throw.',
    when: { group: ['auth', 'signature'], spoilt: ['public*', 'private*', 'signature*'], actual: failed },
  },
  {
    id: 'turns-good-events-away',
    title: 'Turns good events away when several come at once',
    hint: 'Raise the limit of requests, or exempt the path of deliveries from it.',
    when: { expected: acceptance, actual: ['429', '503'] },
  },
  {
    id: 'answers-500-to-good-events',
    title: 'Answers 5xx to events that the contract allows',
    hint: 'See what the example lacks or holds: optional fields may be absent or null, and unknown types may come.',
    when: { expected: acceptance, actual: failed },
  },
  {
    id: 'does-not-find-good-events',
    title: 'Answers 404 to events that the contract allows',
    hint: 'Acknowledge with 2xx the types that you do not handle: 404 is for paths, and a reason for senders to give up.',
    // Of the cases about paths and methods, this one alone is a plain delivery.
    when: {
      case: [...plainGroups.map((group) => `${group}.*`), 'routing.post'],
      expected: acceptance,
      actual: ['404', '410'],
    },
  },
  {
    id: 'answers-wrongly-to-other-methods',
    title: 'Answers other methods or paths with a status that is not theirs',
    hint: 'Answer 405 to other methods at the path of deliveries, and 404 elsewhere.',
    when: { group: ['routing'], actual: ['4*', '501'] },
  },
  {
    id: 'answers-500-to-what-it-cannot-read',
    title: 'Answers 5xx to what it cannot read',
    hint: 'Look at the type of each value before you use it, and answer 400 to what is not as expected.',
    hints: {
      express:
        'Answer errors of express.json() by their status, check req.body before you look into it, and guard nested fields (req.body?.a?.b).',
      fastify: 'Give the route a schema for its body, so that only what fits reaches the handler.',
      flask: 'Read with request.get_json(silent=True), check that it is a dict, and answer 400 otherwise.',
      fastapi: 'Declare the body as a Pydantic model in place of request.json().',
    },
    when: { actual: failed },
  },
  {
    id: 'drops-connections',
    title: 'Closes connections without an answer',
    hint: 'Catch errors where a request is worked on and answer 400; read or answer before you close.',
    when: { actual: ['connection closed*', 'unreachable*'] },
  },
  {
    id: 'limits-bodies-too-low',
    title: 'Refuses events for their size',
    hint: 'Raise the limit of bodies above the largest event that may come.',
    hints: {
      express: "Raise it: express.json({ limit: '1mb' }).",
      fastify: 'Raise bodyLimit of Fastify, or of the route.',
    },
    when: { expected: acceptance, actual: ['413'] },
  },
  {
    id: 'refuses-rotated-secrets',
    title: 'Knows one secret only while secrets are rotated',
    hint: 'Read the secret as a list, and accept a signature by any of them.',
    when: { case: ['signature.current-secret*', 'signature.previous-secret*'], expected: acceptance },
  },
  {
    id: 'reads-one-signature-only',
    title: 'Reads one signature only where several come',
    hint: 'Read every signature that the header holds, pass over versions that you do not know, and accept where one is right.',
    when: {
      case: ['signature.right-and-wrong*', 'signature.wrong-and-right*', 'signature.other-version-beside*'],
      expected: acceptance,
      actual: ['4*'],
    },
  },
  {
    id: 'refuses-signatures-too-soon',
    title: 'Refuses timestamps that are within the tolerance',
    hint: 'Accept timestamps as far away as the scheme allows: deliveries are retried and clocks differ.',
    when: { case: ['signature.within-tolerance*'], expected: acceptance, actual: ['4*'] },
  },
  {
    id: 'refuses-what-it-has-accepted',
    title: 'Refuses deliveries that it has accepted before',
    hint: 'Acknowledge a repeated delivery with 2xx, as the first, and do nothing with it: senders take a refusal for a failure.',
    when: { expected: acceptance, actual: ['409'] },
  },
  {
    id: 'refuses-what-it-has-accepted',
    title: 'Refuses deliveries that it has accepted before',
    hint: 'Acknowledge a repeated delivery with 2xx, as the first, and do nothing with it: senders take a refusal for a failure.',
    when: {
      case: ['semantics.duplicate*', 'effects.duplicate*', 'signature.same-id-again*'],
      expected: acceptance,
      actual: ['4*'],
      // The first delivery of a case repeats none.
      why: [2, 3, 4, 5, 6, 7, 8, 9].map((place) => `delivery ${place} of *`),
    },
  },
  {
    id: 'denies-good-deliveries',
    title: 'Denies deliveries whose keys are right',
    hint: 'Compare {all}: names of headers without regard to case, and values without the spaces around them.',
    // They differ from a plain delivery in their headers alone, signed or not.
    when: {
      case: ['auth.*-case-names*', 'auth.spaces-around-values*', 'auth.kind-in-capitals*'],
      expected: acceptance,
      actual: ['401', '403'],
    },
  },
  {
    id: 're-serialises-before-verifying',
    title: 'Denies good signatures: it verifies them over other bytes than were sent',
    hint: 'Compute the signature over the raw bytes of the body, before it is parsed.',
    hints: {
      express:
        'Keep the bytes: express.json({ verify: (req, res, bytes) => { req.rawBody = bytes; } }), and sign req.rawBody.',
      fastify: "Keep the bytes: addContentTypeParser('application/json', { parseAs: 'buffer' }, …).",
      flask: 'Compute it over request.get_data(), before request.get_json().',
      fastapi: 'Compute it over await request.body().',
      php: "Compute it over file_get_contents('php://input').",
    },
    when: { expected: acceptance, actual: ['401', '403'], profile: ['signature', 'both'] },
  },
  {
    id: 're-serialises-before-verifying',
    title: 'Verifies signatures over other bytes than were sent',
    hint: 'Compute the signature over the raw bytes of the body, before it is parsed.',
    when: { case: ['signature.over-reserialised-body*', 'signature.over-trimmed*'], actual: accepted },
    within: ['accepts-anybody', 'does-not-verify-signatures'],
  },
  {
    id: 'denies-good-deliveries',
    title: 'Denies deliveries whose keys are right',
    hint: 'Compare {all}: names of headers without regard to case, and values without the spaces around them.',
    when: { expected: acceptance, actual: ['401', '403'] },
  },
  {
    id: 'refuses-its-media-type',
    title: 'Refuses the media type of the contract',
    hint: 'Compare the media type alone, without its parameters and without regard to case.',
    when: { expected: acceptance, actual: ['415'] },
  },
  {
    id: 'cannot-read-every-body',
    title: 'Refuses good events for the way their bytes come',
    hint: 'Read bodies to their end, with Transfer-Encoding: chunked as well as with Content-Length.',
    when: { group: ['media'], expected: acceptance, actual: ['4*'] },
  },
  {
    id: 'refuses-good-events',
    title: 'Refuses events that the contract allows',
    hint: 'See what the example holds: unknown fields, null, long and odd texts are allowed where the contract does not forbid them.',
    hints: {
      fastify: "Names such as __proto__ are allowed in events: Fastify({ onProtoPoisoning: 'ignore' }).",
      fastapi: "Models take unknown fields with extra='allow', and null only where it is declared.",
    },
    when: { expected: acceptance, actual: ['4*'] },
  },
  {
    id: 'denials-differ',
    title: 'Tells by its answers which of the credentials was wrong',
    hint: 'Answer all denials alike, by one function.',
    when: { expected: ['equal answers'] },
  },
  {
    id: 'accepts-old-signatures',
    title: 'Accepts signatures of another time or id',
    hint: 'Sign timestamp and id with the body, and refuse timestamps more than a few minutes away.',
    when: {
      case: ['signature.stale*', 'signature.ahead*', 'signature.*-timestamp*', 'signature.*-id*'],
      actual: accepted,
    },
    within: ['accepts-anybody', 'does-not-verify-signatures'],
  },
  {
    id: 'runs-without-keys',
    title: 'Accepts deliveries although it has no keys itself',
    hint: 'Refuse to start without keys: an empty or missing one must never equal another.',
    when: { case: ['*.without-keys*', '*.without-secret*'] },
  },
  {
    id: 'accepts-repeated-credentials',
    title: 'Accepts credentials that come twice, right and wrong',
    hint: 'Refuse a header of credentials that comes more than once.',
    when: { case: ['auth.two-*', 'signature.good-then-bad*', 'signature.bad-then-good*'], actual: accepted },
    within: ['accepts-anybody', 'does-not-verify-signatures'],
  },
  {
    id: 'does-not-compare-the-private-key',
    title: 'Accepts deliveries whose private key is missing or wrong',
    hint: 'Compare {private}, all of it and in constant time, and answer 401 unless it is equal.',
    hints: {
      express:
        'Compare {private} in a middleware before the route, and answer 401. crypto.timingSafeEqual throws where lengths differ: compare lengths or digests first.',
      fastify:
        'Compare {private} in an onRequest hook, and answer 401. crypto.timingSafeEqual throws where lengths differ: compare lengths or digests first.',
      flask: 'Compare {private} by hmac.compare_digest before you read the body, and answer 401.',
      fastapi: 'Compare {private} by secrets.compare_digest in a dependency, and answer 401.',
      php: 'Compare {private} by hash_equals, and answer 401.',
    },
    when: { spoilt: ['private'], actual: accepted },
    within: ['accepts-anybody'],
  },
  {
    id: 'does-not-compare-the-public-key',
    title: 'Accepts deliveries whose public key is missing or wrong',
    hint: 'Compare {public}, all of it, and answer 401 unless it is equal.',
    when: { spoilt: ['public'], actual: accepted },
    within: ['accepts-anybody'],
  },
  {
    id: 'does-not-verify-signatures',
    title: 'Accepts deliveries whose signature is missing or wrong',
    hint: 'Compute the signature over the raw bytes of the body, and compare {signature}, all of it and in constant time; answer 401 unless it is equal.',
    when: { spoilt: ['signature'], actual: accepted },
    shownBy: ['signature.missing*'],
    within: ['accepts-anybody'],
  },
  {
    id: 'accepts-anybody',
    title: 'Accepts deliveries without any right credential',
    hint: 'Before anything else, compare {all}; answer 401 unless all are equal.',
    when: { spoilt: ['* *'], right: [''], actual: accepted },
    shownBy: ['auth.missing-both-keys*'],
  },
  {
    id: 'accepts-wrong-credentials',
    title: 'Accepts deliveries whose credentials are missing or wrong',
    hint: 'Compare {all}, on each delivery, and answer 401 unless all are equal.',
    when: { expected: ['401 or 403'], actual: accepted },
    within: ['accepts-anybody'],
  },
  {
    id: 'ignores-required-headers',
    title: 'Accepts deliveries whose declared headers or parameters are missing or wrong',
    hint: 'Validate headers, query and cookies by the contract as well as the body, and answer 400.',
    when: { group: ['headers'], actual: accepted },
  },
  {
    id: 'takes-other-methods-and-paths',
    title: 'Accepts deliveries by other methods or at other paths',
    hint: 'Take one method at one path; answer 405 and 404 to all others.',
    when: { group: ['routing'], actual: accepted },
  },
  {
    id: 'ignores-the-media-type',
    title: 'Accepts bodies of any media type',
    hint: 'Answer 415 unless the content type is that of the contract.',
    when: { case: ['media.*media-type*', 'media.*charset*'], actual: accepted },
  },
  {
    id: 'accepts-broken-json',
    title: 'Accepts bodies that are not one JSON text',
    hint: 'Parse the whole body by a strict parser, in UTF-8, and answer 400 where that fails.',
    when: {
      case: [
        'media.tr*',
        'media.two-*',
        'media.last-*',
        'media.not-json*',
        'media.empty-body*',
        'media.invalid-*',
        'media.event-without-*',
        'media.event-in-single-*',
        'media.only-*',
      ],
      actual: accepted,
    },
  },
  {
    id: 'does-not-validate-events',
    title: 'Accepts events that the contract forbids',
    hint: 'Validate each event by the schema of the contract before you work on it, and answer 400 where it does not fit.',
    hints: {
      express: 'Validate req.body by the schema of the contract (Ajv, express-openapi-validator), and answer 400.',
      fastify: 'Give the route the schema of the contract: { schema: { body } }, and Ajv coerceTypes: false.',
      flask: 'Validate request.get_json() by the schema of the contract (jsonschema), and answer 400.',
      fastapi: 'Declare the body as a Pydantic model of the contract, with strict=True.',
    },
    when: { actual: accepted },
    kinds: 'schema.bad.',
  },
  {
    id: 'refuses-with-another-status',
    title: 'Refuses with another status than the documented one',
    hint: 'Answer 400 to events that do not fit and 401 to wrong credentials, as the contract says.',
    when: { actual: ['4*'] },
  },
];
