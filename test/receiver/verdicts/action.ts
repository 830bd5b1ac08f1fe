import { action, bad, badText, type Case, call, callEvent, event, good, order, whatsapp, wrongTypes } from './build.ts';

const text = 'a string';
const actions = ['create-order', 'send-whatsapp'];
const reasons = ['missing_address', 'missing_first_name', 'invalid_cart_data', null];

const fullOrder = {
  email: 'asha@shop.example',
  phone: '+15555550100',
  lineItems: [{ sku: 'A-1', quantity: 2 }, {}],
  shippingAddress: {
    firstName: 'Asha',
    lastName: 'Example',
    address1: '1 Example Street',
    address2: '',
    city: 'Exampleton',
    province: 'EX',
    zip: '00000',
    country: 'Exampleland',
    phone: '+15555550101',
  },
  cartTotal: 499.5,
  codCharge: 0,
  discount: { code: 'TEN', reason: 'asked nicely' },
  note: '',
  abandonedCheckoutId: null,
};

export const actionCases: Case[] = [
  // The outer union: the type alone decides what the data are.
  bad('an action with nothing in it', action({})),
  bad('an action with the data of a call', action({ call: { id: 'call_1', status: 'completed' } })),
  bad('an action with all parts but its name', action({ call: { id: 'c' }, reason: null, payload: {} })),
  good('a call event with the data of an action', callEvent({ action: 'create-order', payload: { email: 'a' } })),
  good('a call event with an action that nobody knows', callEvent({ action: 'anything', reason: 5, payload: 7 })),
  good('a call event whose action is a number', event('end-of-call', { action: 1 })),
  good('an action with the parts of a call event', action({ action: 'create-order', analysis: 5, credits: 'none' })),
  good(
    'an action whose call has a status that nobody knows',
    action({ action: 'create-order', call: { id: 'c', status: 9 } }),
  ),

  // The inner union: the action alone decides what the payload is.
  ...actions.flatMap((name) => [
    good(`${name} without a payload`, action({ action: name })),
    good(`${name} with an empty payload`, action({ action: name, payload: {} })),
    good(`${name} with a payload of unknown fields`, action({ action: name, payload: { paymentMode: 'cod' } })),
    ...wrongTypes(`the payload of ${name}`, ['an object'], (payload) => action({ action: name, payload })),
    bad(`the payload of ${name} is an array of payloads`, action({ action: name, payload: [{}] })),
    ...reasons.map((reason) => good(`${name} with reason ${reason}`, action({ action: name, reason }))),
    ...wrongTypes(`the reason of ${name}`, ['null'], (reason) => action({ action: name, reason })),
    ...['', 'null', 'Missing_Address', 'missing-address', 'other'].map((reason) =>
      bad(`${name} with reason "${reason}"`, action({ action: name, reason })),
    ),
    good(`${name} with a call`, action({ action: name, call: { id: 'call_1' } })),
    bad(`${name} with a call that has no id`, action({ action: name, call: {} })),
    ...wrongTypes(`the call of ${name}`, ['an object'], (value) => action({ action: name, call: value })),
    ...wrongTypes(`the call id of ${name}`, [text], (id) => action({ action: name, call: { id } })),
  ]),
  bad('an action with a call that has only a status', action({ action: 'create-order', call: { status: 'ended' } })),
  ...wrongTypes('the action', [], (value) => action({ action: value })),
  ...['', 'create_order', 'send_whatsapp', 'Create-Order', 'create-order ', 'mark_prepaid', 'anything'].map((name) =>
    bad(`the action is "${name}"`, action({ action: name })),
  ),
  bad('the action is an array of an action', action({ action: ['create-order'] })),
  bad('the action stands beside the data', { event: { type: 'action', action: 'create-order', data: {} } }),
  badText(
    'the action only under __proto__',
    '{"event":{"type":"action","data":{"__proto__":{"action":"create-order"}}}}',
  ),

  // Each payload against its own action and against the other.
  good('an order with everything', order(fullOrder)),
  good('a message with a number', whatsapp({ number: '+15555550100' })),
  good('a message with null for a number', whatsapp({ number: null })),
  ...wrongTypes('the number of a message', [text, 'null'], (number) => whatsapp({ number })),
  good('a message with the payload of an order', whatsapp(fullOrder)),
  good('a message whose e-mail is a number', whatsapp({ email: 5, lineItems: 'none' })),
  good('an order with the payload of a message', order({ number: '+15555550100' })),
  good('an order whose number is a number', order({ number: 5 })),
  ...['email', 'phone', 'note'].flatMap((name) =>
    wrongTypes(`${name} of an order`, [text], (value) => order({ [name]: value })),
  ),
  good('an e-mail address that is none', order({ email: 'not an address' })),
  ...['cartTotal', 'codCharge'].flatMap((name) => [
    ...wrongTypes(`${name} of an order`, ['a number'], (value) => order({ [name]: value })),
    bad(`${name} of an order is "499.50"`, order({ [name]: '499.50' })),
  ]),
  good('an order without a line', order({ lineItems: [] })),
  ...wrongTypes('the lines of an order', ['an array'], (lineItems) => order({ lineItems })),
  ...wrongTypes('the first line of an order', ['an object'], (line) => order({ lineItems: [line, {}] })),
  ...wrongTypes('the last line of an order', ['an object'], (line) => order({ lineItems: [{}, line] })),
  ...Object.keys(fullOrder.shippingAddress).map((name) =>
    bad(`${name} of an address is null`, order({ shippingAddress: { ...fullOrder.shippingAddress, [name]: null } })),
  ),
  good('an empty address', order({ shippingAddress: {} })),
  ...wrongTypes('the address', ['an object'], (shippingAddress) => order({ shippingAddress })),
  bad('a zip that is a number', order({ shippingAddress: { zip: 560001 } })),
  good('an empty discount', order({ discount: {} })),
  ...wrongTypes('the discount', ['an object'], (discount) => order({ discount })),
  ...['code', 'reason'].map((name) => bad(`the discount's ${name} is null`, order({ discount: { [name]: null } }))),
  good('the discount gives a reason of its own', order({ discount: { reason: 'anything' } })),
  good('a checkout id', order({ abandonedCheckoutId: 'chk_1' })),
  ...wrongTypes('the checkout id', [text, 'null'], (abandonedCheckoutId) => order({ abandonedCheckoutId })),
  good('a call that looks like an order', call({ email: 5 })),
];
