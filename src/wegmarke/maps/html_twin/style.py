"""How the page looks: system fonts, light and dark, wide tables that scroll on screen and wrap on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --text: #16212b; --quiet: #4c5a66; --ground: #ffffff; --head: #e6edf3;
  --rule: #b9c5cf; --focus: #0b57a4; }
@media (prefers-color-scheme: dark) { :root { --text: #e8eef3; --quiet: #a9b7c2; --ground: #12181d; --head: #22303b;
  --rule: #43525e; --focus: #8cc4ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 110rem; padding: 24px 16px; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 32px 0 8px; }
h3 { font-size: 16px; margin: 20px 0 4px; }
p { margin: 0 0 8px; max-width: 46rem; }
a { color: inherit; }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.quiet { color: var(--quiet); font-size: 14px; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 6px; }
table { border-collapse: collapse; min-width: 100%; font-size: 14px; line-height: 1.4;
  font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 8px; color: var(--quiet); }
th, td { border-top: 1px solid var(--rule); border-left: 1px solid var(--rule); padding: 8px; text-align: start;
  vertical-align: top; min-width: 11rem; overflow-wrap: anywhere; hyphens: auto; }
tr > :first-child { border-left: 0; min-width: 8rem; }
th { background: var(--head); font-weight: 600; }
tbody th { position: sticky; left: 0; }
td ul { margin: 0; padding-inline-start: 1.1em; }
td li + li { margin-top: 4px; }
.people { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); }
.people > section { border: 1px solid var(--rule); border-radius: 6px; padding: 12px 16px; }
.people h3 { margin-top: 0; }
.people ul { margin: 0 0 8px; padding-inline-start: 1.1em; }
dt { font-weight: 600; }
dd { margin: 0 0 8px; }
@media print {
  @page { size: A3 landscape; margin: 10mm; }
  :root { --text: #000000; --quiet: #333333; --ground: #ffffff; --head: #eeeeee; --rule: #888888; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 7.5pt; table-layout: fixed; width: 100%; border-bottom: 1px solid var(--rule); }
  th, td { min-width: 0; padding: 3px 4px; }
  tr > :first-child { min-width: 0; width: 9%; }
  thead { display: table-header-group; }
  tr, h2, h3, .people > section { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  tbody th { position: static; }
}
"""
