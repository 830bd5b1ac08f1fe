/** The one style of the page. Colours are pairs that keep a contrast of 4.5 in light and in dark. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #fff; --raised: #f6f8fa; --line: #d0d7de; --ink: #1f2328; --faint: #59636e; --link: #0550ae;
  --good: #116329; --good-ground: #d2f4da; --note: #0550ae; --note-ground: #ddeeff; --none-ground: #e7eaee;
  --bad-dot: #b3121d; --warn-dot: #8a5300; --lost-dot: #7a1fa2;
  --bad-ground: #b3121d; --warn-ground: #8a5300; --lost-ground: #7a1fa2; --strong-ink: #fff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --raised: #161b22; --line: #3d444d; --ink: #e6edf3; --faint: #9da7b3; --link: #79c0ff;
    --good: #7ee787; --good-ground: #12361c; --note: #a5d6ff; --note-ground: #10304f; --none-ground: #2b3138;
    --bad-dot: #ff7b72; --warn-dot: #e3b341; --lost-dot: #d2a8ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 72rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.25rem; }
h3 { margin: 1.25rem 0 .4rem; font-size: 1rem; }
h4, h5 { margin: 0; font-size: inherit; font-weight: 600; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
ul, ol, dl, dd, blockquote { margin: 0; padding: 0; }
ul, .cells, .slowest { list-style: none; }
code, pre { font: .875rem/1.45 ui-monospace, monospace; unicode-bidi: isolate; }
pre { margin: .25rem 0; padding: .6rem .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px;
  white-space: pre-wrap; max-height: 24rem; overflow-y: auto; }
.faint { color: var(--faint); }
.facts { margin: 1rem 0; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.facts div { display: flex; gap: .4rem; min-width: 0; }
.facts dt { flex: none; color: var(--faint); }
.failed { margin: .75rem 0; }
.failed li { margin: .25rem 0; }
.badge, .cell { display: inline-block; border-radius: 4px; font-weight: 600; }
.badge { padding: 0 .45rem; font-size: .8125rem; line-height: 1.6; white-space: nowrap; }
.h1 { padding: 0 .6rem; font-size: inherit; line-height: inherit; }
.PASS { background: var(--good-ground); color: var(--good); }
.OBSERVED { background: var(--note-ground); color: var(--note); }
.KNOWN, .NOT-APPLICABLE { background: var(--none-ground); color: var(--ink); }
.FAIL { background: var(--bad-ground); color: var(--strong-ink); }
.WARN { background: var(--warn-ground); color: var(--strong-ink); }
.BLOCKED, .ERROR { background: var(--lost-ground); color: var(--strong-ink); }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; }
.counts { font-weight: 400; color: var(--faint); }
.cells { display: flex; flex-wrap: wrap; gap: 2px; }
.cell { width: 1.5rem; height: 1.5rem; text-align: center; font-size: .8125rem; line-height: 1.5rem; text-decoration: none; }
.cell:hover { outline: 2px solid var(--ink); }
form { position: sticky; top: 0; margin-top: 1.5rem; display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; align-items: end;
  padding: .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; }
label { display: grid; gap: .2rem; font-size: .875rem; min-width: 0; }
select, input { width: 100%; min-width: 0; min-height: 2.25rem; padding: .2rem .4rem; font: inherit; color: inherit;
  background: var(--ground); border: 1px solid var(--faint); border-radius: 4px; }
output { display: block; margin: .5rem 0; color: var(--faint); }
[hidden] { display: none !important; }
details { border-top: 1px solid var(--line); }
header details, .exchanges { border: 0; }
.exchanges { margin-top: .6rem; }
.exchanges summary { font-weight: 600; font-size: .875rem; }
details, h2, h3 { scroll-margin-top: 6.5rem; }
details:target { outline: 2px solid var(--link); outline-offset: 2px; }
summary { padding: .5rem 0; cursor: pointer; }
summary h4 { display: inline; font-weight: 400; }
summary .title { display: block; color: var(--faint); font-size: .9375rem; padding-left: 1.1rem; }
.told { padding: 0 0 1rem 1.1rem; }
.told dt { margin-top: .6rem; font-weight: 600; font-size: .875rem; }
.decided { margin-left: .5rem; font-weight: 400; color: var(--faint); }
.told dd, .title, .slowest li, h3 { unicode-bidi: isolate; }
.told dd { white-space: pre-wrap; }
blockquote { padding-left: .75rem; border-left: 3px solid var(--line); white-space: pre-wrap; }
svg { display: block; width: 100%; overflow: hidden; }
svg text { font: .75rem system-ui, sans-serif; fill: var(--faint); }
svg .name { font-weight: 600; fill: var(--ink); }
svg line { stroke: var(--line); }
svg .median { stroke: var(--ink); stroke-width: 2; }
circle { fill: var(--link); fill-opacity: .55; }
circle.FAIL { fill: var(--bad-dot); fill-opacity: 1; }
circle.WARN { fill: var(--warn-dot); fill-opacity: 1; }
circle.BLOCKED, circle.ERROR { fill: var(--lost-dot); fill-opacity: 1; }
.causes > li { margin: .75rem 0; }
.causes p { margin: .25rem 0; }
.slowest li { margin: .25rem 0; }
@media (max-width: 40rem) {
  body { padding: .75rem; }
  form { position: static; }
  details, h2, h3 { scroll-margin-top: .5rem; }
  .told, summary .title { padding-left: 0; }
  .failed .title { display: block; }
}
@media print { form, output { display: none; } pre { max-height: none; } }
`;
