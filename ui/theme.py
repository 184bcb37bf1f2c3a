"""Colours, type and the small script of the page; no web fonts, nothing from outside."""

from __future__ import annotations

from typing import Any

FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif")

CSS = """
:root{--ink:#1f2933;--soft:#5b6875;--line:#d9dee4;--paper:#ffffff;--ground:#f6f7f9;--deed:#8c1d18;--mark:#fff1b8;
--calm:#1d5c8c;--warn:#7a4f00;--here:#e8eef4;--deed-ground:#8c1d18}
.dark{--ink:#e6eaee;--soft:#aab5bf;--line:#3b4650;--paper:#1c232a;--ground:#11161b;--deed:#f2a7a0;--mark:#6a5400;
--calm:#8fc3ec;--warn:#e9c36c;--here:#25323e;--deed-ground:#a3312b;color-scheme:dark}
.dark body,body.dark{background:var(--ground)}
.gradio-container{margin:0 auto !important;background:var(--ground);color:var(--ink)}
.cw-head{display:flex;align-items:baseline;gap:.8rem;flex-wrap:wrap;padding:.4rem 0 .2rem}
.cw-head h1{font-size:1.5rem;margin:0;color:var(--deed);letter-spacing:.1em}
.cw-head p{margin:0;color:var(--soft);font-size:.95rem}
.cw-talk{display:flex;flex-direction:column;gap:.9rem}
.cw-empty{color:var(--soft);padding:2.2rem 1rem;text-align:center;border:1px dashed var(--line);border-radius:10px;background:var(--paper)}
.cw-ask{align-self:flex-end;max-width:88%;background:#e8eef4;border-radius:12px 12px 2px 12px;padding:.55rem .8rem;overflow-wrap:anywhere}
.cw-answer{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--deed);border-radius:10px;padding:.8rem 1rem}
.cw-answer.cw-refused,.cw-answer.cw-clarify{border-left-color:var(--warn)}
.cw-answer.cw-error{border-left-color:#b00020}
.cw-text{font-size:1.05rem;line-height:1.85;white-space:pre-wrap;overflow-wrap:anywhere}
.cw-ref{display:inline-block;border:0;background:#eef3f8;color:var(--calm);border-radius:6px;padding:0 .32rem;margin:0 .1rem;
font-size:.82rem;line-height:1.4;cursor:pointer;font-family:inherit}
.cw-ref:hover,.cw-ref:focus{background:var(--calm);color:var(--paper)}
.cw-notes{margin:.5rem 0 0;color:var(--warn);font-size:.9rem;line-height:1.6}
.cw-meta{color:var(--soft);font-size:.8rem;margin-top:.5rem}
.cw-steps{color:var(--soft);font-size:.88rem;line-height:1.7}
.cw-panel h3{font-size:1rem;margin:.2rem 0 .5rem}
.cw-src{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:.6rem .8rem;margin-bottom:.6rem}
.cw-src summary{cursor:pointer;font-weight:600;line-height:1.5;overflow-wrap:anywhere}
.cw-src .cw-where{color:var(--soft);font-size:.85rem;margin:.3rem 0;overflow-wrap:anywhere}
.cw-src .cw-around{line-height:1.9;font-size:.95rem;white-space:pre-wrap;max-height:18rem;overflow:auto;overflow-wrap:anywhere}
.cw-src mark{background:var(--mark);padding:.1rem 0}
.cw-warning{color:var(--warn);font-size:.85rem}
.cw-table{border-collapse:collapse;width:100%;font-size:.92rem}
.cw-table th,.cw-table td{border-bottom:1px solid var(--line);padding:.35rem .45rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.cw-table,.cw-table tr,.cw-table th,.cw-table td{border-left:0 !important;border-right:0 !important;border-top:0 !important}
.cw-table tr{background:none}
.cw-table th{color:var(--soft);font-weight:600;white-space:nowrap}
.cw-scroll{overflow-x:auto;contain:inline-size}
.cw-chip{display:inline-block;background:#eef1f4;border-radius:999px;padding:.1rem .6rem;margin:.15rem .25rem .15rem 0;font-size:.88rem}
.cw-example{background:#fff3cd;color:#6b4e00;border-radius:6px;padding:.05rem .4rem;font-size:.82rem}
.cw-ok{color:#1b6e3c}.cw-bad{color:#b00020}
.cw-badge{display:inline-block;border-radius:6px;padding:.05rem .5rem;font-size:.82rem;font-weight:600;white-space:nowrap;border:1px solid}
.cw-tone-good{color:#1b6e3c;background:#eaf5ee;border-color:#b9dcc6}.cw-tone-bad{color:#b00020;background:#fdecee;border-color:#f0bcc3}
.cw-tone-doubt{color:#7a4f00;background:#fff5dc;border-color:#ecd59b}.cw-tone-plain{color:var(--soft);background:#f1f3f5;border-color:var(--line)}
.cw-counts{margin:.2rem 0 .6rem;line-height:2.1}
.cw-where{color:var(--soft);font-size:.85rem;margin:.3rem 0;overflow-wrap:anywhere}
.cw-quote{margin:.35rem 0 !important;padding:.1rem 0 .1rem .7rem;font-style:normal;color:inherit;border-left:3px solid var(--line);line-height:1.8;white-space:pre-wrap;overflow-wrap:anywhere}
.cw-quote mark{background:var(--mark)}
.cw-facts th{width:6.5em}.cw-facts td{white-space:pre-line}
.cw-beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr));gap:.2rem 1rem}
.cw-row-head,.cw-row summary{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr) minmax(0,2.4fr) minmax(0,1.2fr) 3em;gap:.2rem .9rem}
.cw-row-head{color:var(--soft);font-size:.85rem;padding:0 .9rem .3rem}
.cw-row{padding:.4rem .8rem;margin-bottom:.3rem}
.cw-src.cw-row summary{font-weight:400;list-style:none}
.cw-row summary::-webkit-details-marker{display:none}
.cw-row summary:hover{color:var(--calm)}
.cw-row summary .cw-what,.cw-row summary .cw-much{font-weight:600}
.cw-row small{color:var(--soft);font-weight:400}
.cw-row .cw-around{border-top:1px solid var(--line);margin-top:.4rem;padding-top:.4rem;color:var(--soft)}
.cw-row .cw-sentence{color:var(--ink)}
.cw-src h2{font-size:1rem;margin:0 0 .4rem}
.cw-wide{min-width:600px}.cw-wide td:first-child{white-space:nowrap}.cw-wide .cw-name{min-width:13em}.cw-wide small{display:block;color:var(--soft)}.cw-grid{width:auto;min-width:100%}.cw-grid th,.cw-grid td{min-width:6.5em}.cw-grid th{white-space:normal}
.cw-covers{min-width:34rem}.cw-covers td:nth-child(3){white-space:nowrap}
.cw-how{font-size:.82rem;color:var(--soft)}.cw-how summary{cursor:pointer;color:var(--calm);font-weight:400}
.cw-text-good{color:#1b6e3c}.cw-text-bad{color:#b00020}.cw-text-doubt{color:#7a4f00}
.cw-answer+.cw-src,.cw-answer+.cw-where{margin-top:.7rem}
.cw-told:not(:has(.cw-answer)):not(:has(.cw-src)){display:none}
.dark .cw-ask,.dark .cw-ref:not(:hover):not(:focus){background:#25323e !important}.dark .cw-chip{background:#2a343d}
.dark .cw-tone-good{color:#8fd6a8;background:#15301f;border-color:#2c5a3d}.dark .cw-tone-bad{color:#ff9aa6;background:#3a1519;border-color:#6e2a32}
.dark .cw-tone-doubt{color:#f0cf86;background:#35290d;border-color:#66511f}.dark .cw-tone-plain{background:#232b33}
.dark .cw-ok,.dark .cw-text-good{color:#8fd6a8}.dark .cw-bad,.dark .cw-text-bad{color:#ff9aa6}.dark .cw-text-doubt{color:#f0cf86}
.dark .cw-example{background:#35290d;color:#f0cf86}.dark .cw-answer.cw-error{border-left-color:#ff9aa6}
.cw-charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:.8rem 1.2rem}
.cw-chart{margin:0;min-width:0;max-width:560px}.cw-chart img{width:100%;height:auto;max-width:none;display:block;margin:0}
.cw-chart figcaption{color:var(--soft);font-size:.88rem;text-align:center;margin-top:.2rem}
.cw-chart img.cw-on-dark{display:none}
.dark .cw-chart img.cw-on-dark{display:block}
.dark .cw-chart img.cw-on-light{display:none}
footer{display:none !important}
@media (max-width:640px){.tab-wrapper{height:auto}.tab-container:not(.visually-hidden){flex-wrap:wrap;height:auto}
.tab-container button{padding:.45rem .3rem !important;font-size:.95rem}
.cw-row-head{display:none}.cw-row summary{display:flex;flex-wrap:wrap}.cw-row summary .cw-what{flex-basis:100%}.cw-facts th{width:5em}.cw-ask{max-width:96%}.cw-head h1{font-size:1.25rem}.cw-text{font-size:1rem}.cw-answer{padding:.7rem .75rem}}
"""


def make_theme() -> Any:
    """A plain theme on system fonts."""
    import gradio as gr

    return gr.themes.Base(primary_hue="red", neutral_hue="slate", font=list(FONTS), font_mono=["monospace"])
