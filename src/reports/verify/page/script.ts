/**
 * The one script of the page: filters, and links that open what they lead to. It only hides and opens what the page holds,
 * and writes text into one element; it makes no markup.
 */
export const script = `
'use strict';
{
  const form = document.querySelector('form');
  const count = document.querySelector('output');
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const cells = new Map(all('.cells a').map((link) => [link.getAttribute('href').slice(1), link.parentElement]));
  const cases = all('details[data-status]').map((element) => ({ element, cell: cells.get(element.id), text: null }));
  const groups = all('section[data-cases], div[data-cells]').map((element) => ({
    element,
    parts: all('details[data-status], .cells li', element),
  }));
  const fields = ['status', 'level', 'group'];
  const apply = () => {
    const wanted = fields.map((name) => [name, form.elements.namedItem(name).value]).filter(([, value]) => value !== '');
    const words = form.elements.namedItem('text').value.toLowerCase().split(' ').filter(Boolean);
    let shown = 0;
    for (const each of cases) {
      let fits = wanted.every(([name, value]) => each.element.dataset[name] === value);
      if (fits && words.length > 0) {
        each.text = each.text || each.element.textContent.toLowerCase();
        fits = words.every((word) => each.text.includes(word));
      }
      each.element.hidden = !fits;
      if (each.cell) each.cell.hidden = !fits;
      if (fits) shown++;
    }
    for (const { element, parts } of groups) element.hidden = parts.every((part) => part.hidden);
    count.textContent = shown + ' of ' + cases.length + ' cases shown';
  };
  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || target.localName !== 'details') return;
    if (target.hidden) { form.reset(); apply(); }
    target.open = true;
    target.scrollIntoView();
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  addEventListener('hashchange', follow);
  form.hidden = false;
  apply();
  follow();
}
`;
