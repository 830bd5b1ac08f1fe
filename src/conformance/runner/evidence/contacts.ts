/**
 * Takes out of a text the addresses by which somebody real could be reached. What is reserved for examples stays: the domains
 * of RFC 2606 and RFC 6761, and the telephone numbers 555-0100 to 555-0199 of the North American plan.
 */
export function withoutContacts(text: string): string {
  // Most texts hold neither, and are only looked through for these.
  const mailed = /@|%40/.test(text) ? text.replace(mail, maskMail) : text;
  return /\+|%2B/i.test(mailed) ? mailed.replace(phone, maskPhone) : mailed;
}

function maskMail(found: string, domain: string): string {
  return isReserved(domain) ? found : '<e-mail>';
}

const mail = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}(?:@|%40)((?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24})/gi;

/** With its country's code: other runs of digits are amounts, times and ids more often than numbers to call. */
const phone = /(?<![\w.+])(?:\+|%2B)[1-9](?:[ .()-]{0,2}\d){7,14}(?!\w)/gi;

function maskPhone(found: string): string {
  const digits = found.replace(/^%2B/i, '').replace(/\D/g, '');
  return /^1\d{3}55501\d\d$|^155501\d\d$|^15550\d{6}$/.test(digits) ? found : '<phone>';
}

function isReserved(domain: string): boolean {
  return /(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$/i.test(domain);
}
