/** The style of the HTML report: the dashboard's colours, light and dark by the reader's setting, and plain on paper. */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --surface: #ffffff; --line: #dcdfe6; --text: #1b1f27; --quiet: #596273;
  --pass: #14713c; --fail: #b3261e; --manual: #8a5300; --waived: #2f4fc9; --not-applicable: #596273;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --surface: #1d2128; --line: #343a45; --text: #e6e9ef; --quiet: #a2abba;
    --pass: #7ddba3; --fail: #ff9d94; --manual: #f3c06b; --waived: #9db2ff; --not-applicable: #a2abba;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Cantarell, sans-serif;
}
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.6rem; }
h3 { font-size: 1rem; margin: 0; }
h4 { font-size: 0.92rem; margin: 0.6rem 0 0; }
p, ul { margin: 0.35rem 0; }
ul { padding-left: 1.2rem; }
a { color: var(--waived); }
code { font-family: var(--mono); font-size: 0.88em; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.pass { --tone: var(--pass); } .fail { --tone: var(--fail); } .manual { --tone: var(--manual); }
.waived { --tone: var(--waived); } .not-applicable { --tone: var(--not-applicable); }
.mark { color: var(--tone); font-weight: 700; }
.score { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; padding: 0; list-style: none; }
.score li, .card, .table { background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.score li { padding: 0.7rem 1rem; }
.score strong { display: block; font-size: 1.6rem; line-height: 1.2; color: var(--tone); font-variant-numeric: tabular-nums; }
.score span { color: var(--quiet); font-size: 0.85rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 0.35rem 0.6rem; text-align: center; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--quiet); font-size: 0.8rem; white-space: nowrap; }
th:first-child { text-align: left; }
tbody th { font-weight: 600; }
.card { padding: 0.8rem 1.1rem; margin: 0.75rem 0; }
.card.edge { border-left: 4px solid var(--tone); }
.item { padding: 0.35rem 0; border-top: 1px solid var(--line); }
.item:first-of-type { border-top: 0; }
summary { cursor: pointer; }
.rule { margin: 0.3rem 0 0.6rem 1.4rem; }
@media print {
  :root {
    color-scheme: light;
    --ground: #ffffff; --surface: #ffffff; --line: #bbbbbb; --text: #000000; --quiet: #444444;
    --pass: #14713c; --fail: #b3261e; --manual: #7a4a00; --waived: #2f4fc9; --not-applicable: #444444;
  }
  body { padding: 0; max-width: none; font-size: 10pt; }
  .card, .score li, tr, .rule { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .table { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
  summary { list-style: none; }
}
@page { margin: 15mm; }
`;
