import { compareDocuments } from '../../src/drift/documents/compare.ts';
import { type Draft, itemOf, parcelDocument } from './documents.ts';

const parcel = (document: Draft): Draft => document.components.schemas.Parcel;
const post = (document: Draft): Draft => itemOf(document).post;

const cases: [keyword: string, spoil: (document: Draft) => void, says: RegExp][] = [
  ['an enum', (d) => Object.assign(parcel(d).properties.kind, { enum: 'box' }), /kind\/enum: is not a list/],
  [
    'a type',
    (d) => Object.assign(parcel(d).properties.note, { type: 'text' }),
    /note\/type: is not the name of a type/,
  ],
  ['a missing type', (d) => Object.assign(parcel(d).properties.note, { type: null }), /note\/type: is not/],
  ['required', (d) => Object.assign(parcel(d), { required: 'id' }), /Parcel\/required: is not a list of names/],
  ['properties', (d) => Object.assign(parcel(d), { properties: ['id'] }), /properties: is not an object/],
  ['a union', (d) => Object.assign(parcel(d).properties.place, { anyOf: {} }), /place\/anyOf: is not a list/],
  ['a limit', (d) => Object.assign(parcel(d).properties.weight, { minimum: '1' }), /minimum: is not a number/],
  ['security', (d) => Object.assign(post(d), { security: 'key' }), /post\/security: is no list/],
  ['parameters', (d) => Object.assign(post(d), { parameters: {} }), /post\/parameters: is no list/],
  ['responses', (d) => Object.assign(post(d), { responses: [] }), /post\/responses: is no object/],
  ['a body', (d) => Object.assign(post(d), { requestBody: 'json' }), /post\/requestBody: is no object/],
  ['content', (d) => Object.assign(post(d).requestBody, { content: [] }), /requestBody\/content: is no object/],
];

test.each(cases)('a document that spoils %s is refused, on either side, and never compared', async (_, spoil, says) => {
  const [right, wrong] = [parcelDocument('3.1.0', 'paths'), parcelDocument('3.1.0', 'paths')];
  spoil(wrong);
  const options = { side: 'receiver', source: 'spec', scope: 'document' } as const;
  const named = [
    { document: right, source: 'right.yaml' },
    { document: wrong, source: 'wrong.yaml' },
  ] as const;
  await expect(compareDocuments(named[0], named[1], options)).rejects.toThrow(says);
  await expect(compareDocuments(named[1], named[0], options)).rejects.toThrow(/^wrong\.yaml: /);
});
