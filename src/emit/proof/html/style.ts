/** The page's own stylesheet: readable type, light and dark, narrow screens, paper. KaTeX's stylesheet comes before it. */

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --text: #1c1e21; --faint: #5d646d; --line: #d9dde3; --paper: #ffffff; --panel: #f6f7f9;
  --changed: #a83c00; --changed-paper: #ffefe2; --good: #1a6b3c; --good-paper: #e5f5ea; --link: #1f5fae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e6ea; --faint: #9aa2ad; --line: #3a4049; --paper: #16181c; --panel: #1e2126;
    --changed: #ffa666; --changed-paper: #41260f; --good: #7fd6a0; --good-paper: #16301f; --link: #86b7ff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--text);
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p, li, td, summary { overflow-wrap: anywhere; }
p, ol, ul { max-width: 46rem; }
li + li { margin-top: .3rem; }
a { color: var(--link); }
code { font: .9em/1.4 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
li > code, p > code, td > code { background: var(--panel); padding: .1em .35em; border-radius: .25rem; }
.katex { font-size: 1.08em; }
.summand { display: inline-grid; grid-template-columns: minmax(0, max-content); max-width: 100%; vertical-align: baseline; text-indent: 0; margin-block: .2rem; }
.summand math { white-space: nowrap; }
.equation { margin: .5rem 0; padding-block: .15rem; padding-left: 2.5rem; text-indent: -2rem; overflow-x: auto; overflow-y: hidden; }
.rows { display: grid; grid-template-columns: max-content minmax(0, 1fr) fit-content(14rem); margin: 1rem 0; row-gap: .3rem; column-gap: .35em; align-items: baseline; }
.row { display: contents; }
.row > .left { padding-left: .5rem; text-align: right; }
.row > .right { padding-left: 2.4rem; text-indent: -2.4rem; overflow-x: auto; overflow-y: hidden; }
.row > .alone { grid-column: 2 / -1; }
.row > .note { padding-left: 1rem; }
.short { white-space: nowrap; }
.note { color: var(--faint); font-size: .9em; }
.step { margin: 1.25rem 0; padding: .9rem 1.1rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--paper); }
.step .step { background: var(--panel); margin: .75rem 0; }
.step > header { display: flex; flex-wrap: wrap; gap: .3rem .8rem; align-items: baseline; }
.step > header > :is(h2, h3, h4, h5, h6) { font-size: 1.05rem; margin: 0; padding: 0; border: 0; }
.step .number { color: var(--faint); text-decoration: none; margin-right: .35rem; font-variant-numeric: tabular-nums; }
.step .number:hover { text-decoration: underline; }
.step > header > code { color: var(--faint); }
.badges { margin-left: auto; display: inline-flex; gap: .35rem; }
.badge { font-size: .78rem; line-height: 1.5; padding: .05rem .55rem; border-radius: 1rem; color: var(--good); background: var(--good-paper); border: 1px solid currentColor; white-space: nowrap; }
.badge.proved { font-weight: 600; }
.stated { display: flow-root; margin: 1rem 0; }
.stated > :first-child { margin-block: 0; }
.stated > .badges { display: flex; justify-content: flex-end; margin: .5rem 0 0; }
.changed-words { margin: .1rem 0 .1rem 1.5rem; color: var(--faint); }
.changed-words em, .katex .changed { color: var(--changed); }
.changed-words em { font-style: normal; font-weight: 600; }
.katex .changed { background: var(--changed-paper); padding-block: .3em; box-shadow: .12em 0 var(--changed-paper); }
.equation:has(.op-limits) .changed { padding-block: .25em .85em; }
.equation:has(.op-limits) .base { margin-block: .4em 0; }
.because { margin: .5rem 0 0; }
.because b, .conditions b { font-weight: 600; }
.conditions { margin: .25rem 0 0; }
.conditions ul { margin: .1rem 0 0; padding-left: 1.3rem; }
.coq { margin: .35rem 0 0; color: var(--faint); font-size: .9em; }
details { margin: .75rem 0 0; }
summary { cursor: pointer; color: var(--link); width: max-content; max-width: 100%; }
main > details > summary { font-size: 1.15rem; font-weight: 600; margin-top: 1.5rem; }
.counted { color: var(--faint); font-size: .9em; margin: .5rem 0 0; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: baseline; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
.windows td { text-align: center; border: 0; padding: .3rem .55rem; }
.windows .padded td { border-bottom: 2px solid var(--line); }
.windows td.window { background: var(--changed-paper); border-block: 1px solid var(--changed); }
.windows td.first { border-left: 1px solid var(--changed); border-radius: .35rem 0 0 .35rem; }
.windows td.last { border-right: 1px solid var(--changed); border-radius: 0 .35rem .35rem 0; }
.windows td.sum { text-align: left; padding-left: 1.5rem; }
@media (max-width: 40rem) {
  main { padding: 1rem .8rem 3rem; }
  .step { padding: .7rem .75rem .8rem; }
  .badges, .stated > .badges { margin-left: 0; justify-content: flex-start; }
  .equation { padding-left: 1.4rem; text-indent: -1.2rem; }
  .rows { display: block; }
  .row { display: block; padding-left: 1.6rem; text-indent: -1.2rem; margin-block: .6rem; overflow-x: auto; overflow-y: hidden; }
  .row > .left, .row > .right { display: inline; padding: 0; text-indent: inherit; }
  .row > .note { padding: 0; text-indent: 0; }
}
@media print {
  :root { --paper: #fff; --panel: #fff; --text: #000; --faint: #444; --changed: #a83c00; --changed-paper: #fff; --good: #000; --good-paper: #fff; --link: #000; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  .step:not(:has(.step)), tr { break-inside: avoid; }
  h2, h3, .step > header { break-after: avoid; }
  .equation, .row, .right, .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
  a { text-decoration: none; }
}
`
