#include "reports/html_style.hpp"

#include <string>

#include "reports/picture.hpp"

namespace reports {

namespace {

constexpr std::string_view page_style = R"css(
:root{color-scheme:light dark;
--bg:#f6f7f9;--surface:#fff;--sunken:#f1f3f6;--ink:#1a2330;--soft:#465264;--line:#dfe3ea;--edge:#7b8798;
--accent:#1b4fc4;--accent-soft:#e9effc;--window:#cfe3d6;--window-edge:#2c7a4b;
--pass:#12683a;--pass-soft:#e4f3ea;--fail:#ad1a20;--fail-soft:#fdeced;--advisory:#7c5200;--advisory-soft:#fcf1d8;
--inconclusive:#63399a;--inconclusive-soft:#f2ecfa;--skipped:#4f5b6c;--skipped-soft:#eceff3;
--error:#951b66;--error-soft:#fbe9f3;--xfail:#275a72;--xfail-soft:#e3f0f6;--xpass:#963c08;--xpass-soft:#fdeee2;
--pic-tester:#1b4fc4;--pic-device:#1a2330;--pic-other:#7c5200;--pic-good:var(--pass);--pic-bad:var(--fail);--pic-window:var(--window-edge);--pic-quiet:var(--soft);
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Liberation Sans","DejaVu Sans",sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{
--bg:#12161c;--surface:#1a2029;--sunken:#141920;--ink:#e6eaf0;--soft:#aab5c4;--line:#2c3541;--edge:#7d8a9c;
--accent:#8fb4ff;--accent-soft:#1f2c47;--window:#21402f;--window-edge:#6fc795;
--pass:#72cf9a;--pass-soft:#173225;--fail:#ff9a9a;--fail-soft:#401d20;--advisory:#eec063;--advisory-soft:#3a2d12;
--inconclusive:#c9acf2;--inconclusive-soft:#2d2340;--skipped:#a9b4c3;--skipped-soft:#262e39;
--pic-tester:#8fb4ff;--pic-device:#e6eaf0;--pic-other:#eec063;
--error:#f59acb;--error-soft:#3c1b2f;--xfail:#8ec7e0;--xfail-soft:#16303c;--xpass:#f7b184;--xpass-soft:#3d2413}}
*{box-sizing:border-box}
html{scroll-padding-top:10rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 var(--sans);overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
h1,h2,h3,h4{line-height:1.25;margin:0;text-wrap:balance}
h2{font-size:1.4rem;margin:0 0 1rem}
h3{font-size:1.1rem}
h4{font-size:.92rem;color:var(--soft);font-weight:600;margin:1.25rem 0 .5rem}
p{margin:.5rem 0}
code,pre,.mono{font-family:var(--mono);font-size:.86em}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
.quiet{color:var(--soft)}
.note{color:var(--soft);font-size:.92rem;margin:.5rem 0}
.hidden-name{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header.top{background:var(--surface);border-bottom:1px solid var(--line)}
header.top>div,.columns,footer{max-width:78rem;margin:0 auto;padding:0 2rem}
header.top>div{padding-top:2.25rem;padding-bottom:2rem}
.brand{color:var(--soft);font-size:.92rem;margin:0 0 1rem}
.brand strong{color:var(--ink)}
h1{font-size:1.9rem;font-weight:650;letter-spacing:-.012em;max-width:60rem;border-left:6px solid var(--edge);padding-left:1.1rem}
h1 .which{display:block;font-size:1.08rem;font-weight:400;letter-spacing:0;line-height:1.5;color:var(--soft);margin-top:.5rem;text-wrap:pretty}
h1.o-pass{border-color:var(--pass)}h1.o-fail{border-color:var(--fail)}h1.o-error{border-color:var(--error)}
h1.o-inconclusive{border-color:var(--inconclusive)}h1.o-advisory{border-color:var(--advisory)}
.counts{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;margin:1.5rem 0 0;padding:0}
.counts li{background:var(--sunken);border:1px solid var(--line);border-radius:8px;padding:.4rem .9rem;font-size:.92rem;color:var(--soft)}
.counts b{display:block;font-size:1.3rem;line-height:1.2;color:var(--ink);font-variant-numeric:tabular-nums}
.counts .o-fail b{color:var(--fail)}.counts .o-pass b{color:var(--pass)}.counts .o-advisory b{color:var(--advisory)}
.counts .o-inconclusive b{color:var(--inconclusive)}.counts .o-error b{color:var(--error)}.counts .o-xpass b{color:var(--xpass)}
.columns{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:2.5rem;padding-top:2rem}
.columns.single{grid-template-columns:minmax(0,1fr)}
nav.contents{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow:auto;font-size:.92rem}
nav.contents ul{list-style:none;margin:0;padding:0}
nav.contents a{display:flex;justify-content:space-between;gap:.5rem;padding:.22rem .6rem;border-radius:6px;color:var(--soft);text-decoration:none}
nav.contents a:hover{background:var(--accent-soft);color:var(--ink)}
nav.contents .major>a{color:var(--ink);font-weight:600}
nav.contents .bad{color:var(--fail);font-weight:600}
main>section{margin-bottom:3rem}
.card,.area{background:var(--surface);border:1px solid var(--line);border-radius:10px;padding:1.25rem 1.5rem;margin:0 0 1rem}
article.card>h3,div.card>h3{margin-bottom:.6rem}
.tables{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:0 1rem}
dl.facts{display:grid;grid-template-columns:fit-content(13rem) minmax(0,1fr);gap:.35rem 1.5rem;margin:0}
dl.facts dt{color:var(--soft);min-width:8rem;overflow-wrap:anywhere}
dl.facts+details{margin-top:.8rem}
dl.facts dd{margin:0}
.scroll{overflow-x:auto;margin:.5rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.3rem 1rem .3rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:600;font-size:.85rem;white-space:nowrap}
tbody th{font-weight:400}
td.number,th.number{text-align:right}
.status{display:inline-block;min-width:5.1rem;text-align:center;font-size:.76rem;font-weight:700;letter-spacing:.03em;line-height:1.5;padding:.1rem .45rem;border-radius:5px;white-space:nowrap;color:var(--skipped);background:var(--skipped-soft)}
.status.o-pass{color:var(--pass);background:var(--pass-soft)}.status.o-fail{color:var(--fail);background:var(--fail-soft)}
.status.o-advisory{color:var(--advisory);background:var(--advisory-soft)}.status.o-inconclusive{color:var(--inconclusive);background:var(--inconclusive-soft)}
.status.o-error{color:var(--error);background:var(--error-soft)}.status.o-xfail{color:var(--xfail);background:var(--xfail-soft)}
.status.o-xpass{color:var(--xpass);background:var(--xpass-soft)}
summary{cursor:pointer}
button,select,input{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--edge);border-radius:7px;padding:.3rem .7rem}
button{cursor:pointer}
button:hover{background:var(--accent-soft)}
button[aria-pressed=true]{background:var(--accent);border-color:var(--accent);color:var(--surface)}
footer{color:var(--soft);font-size:.88rem;padding-top:1.5rem;padding-bottom:2.5rem}
[hidden]{display:none!important}
@media (max-width:60rem){.columns{display:block}nav.contents{position:static;max-height:none;margin-bottom:2rem}
nav.contents ul{display:flex;flex-wrap:wrap;gap:.2rem .3rem}}
@media (max-width:40rem){body{font-size:15px}header.top>div,.columns,footer{padding-left:1rem;padding-right:1rem}
header.top>div{padding-top:1.4rem}h1{font-size:1.45rem;padding-left:.8rem}.card,.area{padding:1rem}
dl.facts{grid-template-columns:minmax(0,1fr);gap:0}dl.facts dd{margin-bottom:.55rem}}
@media print{:root{color-scheme:light}body{background:none;font-size:10pt}nav.contents,.filters,button{display:none!important}
.columns{display:block;padding-top:1rem}header.top>div,.columns,footer{padding-left:0;padding-right:0;max-width:none}
.card,.area{border-radius:0;padding:.6rem 0;border-width:1px 0 0}main>section{margin-bottom:1.2rem}.scroll{overflow:visible}}
.area{padding:0}
.area>summary{display:flex;flex-wrap:wrap;align-items:baseline;gap:.2rem 1rem;padding:.9rem 1.5rem;list-style:none}
.area>summary::-webkit-details-marker{display:none}
.area>summary::before{content:"";align-self:center;width:.5em;height:.5em;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(-45deg);margin:-.1em .1rem 0 0}
.area[open]>summary::before{transform:rotate(45deg)}
.area>summary h3{flex:1 1 auto}
.tally{color:var(--soft);font-size:.92rem}
.area .clause{padding:0 1.5rem}
.area .clause:last-child{padding-bottom:1rem}
.case{border-top:1px solid var(--line)}
.case>summary{display:grid;grid-template-columns:5.6rem minmax(0,1fr) auto;gap:.1rem .9rem;align-items:baseline;padding:.45rem .4rem;list-style:none;border-radius:6px}
.case>summary::-webkit-details-marker{display:none}
.case>summary:hover{background:var(--sunken)}
.case .name code{display:block;font-weight:600;overflow-wrap:anywhere}
.case .says{color:var(--soft);font-size:.95rem}
.case .where{color:var(--soft);font-size:.85rem;text-align:right;font-variant-numeric:tabular-nums}
.case .time{display:block}
.case[open]>summary{background:var(--sunken)}
.case:target>summary,.finding:target{outline:2px solid var(--accent);outline-offset:-1px}
.evidence{padding:.8rem .4rem 1.4rem 6.9rem;font-size:.95rem}
h5{font-size:.85rem;margin:1.1rem 0 .35rem;color:var(--soft);font-weight:600}
ul.lines,ul.checks,ul.reasons{list-style:none;margin:0;padding:0}
ul.lines li,ul.checks li{padding:.15rem 0;overflow-wrap:anywhere}
ul.checks li{padding-left:3.9rem}ul.checks .sign{margin-left:-3.9rem}
ul.reasons>li{padding:.5rem 0;border-bottom:1px solid var(--line)}
ul.reasons>li:last-child{border-bottom:0}
ul.reasons details{margin-left:6rem;color:var(--soft);font-size:.92rem}
.checks .sign{display:inline-block;min-width:3.7rem;font-size:.85rem;font-weight:600;color:var(--pass)}
.checks .broken .sign{color:var(--fail)}
.at{font-family:var(--mono);font-size:.84em;color:var(--soft);white-space:nowrap}
.gauge{vertical-align:-2px;margin-right:.4rem;max-width:100%}
.gauge .axis{stroke:var(--edge);stroke-width:1}
.gauge .window{fill:var(--window);stroke:var(--window-edge);stroke-width:1}
.gauge .measured{stroke:var(--ink);stroke-width:2.5}
.gauge.missed .measured{stroke:var(--fail)}
.frame{border-left:3px solid var(--line);padding:.1rem 0 .1rem 1rem;margin:.9rem 0 1.2rem}
.frame.violates{border-color:var(--fail)}
.frame-head{margin:0 0 .4rem;overflow-wrap:anywhere}
.frame .role{font-size:.85rem;font-weight:600;color:var(--soft)}
.frame.violates .role{color:var(--fail)}
table.fields{font-size:.86rem}
table.fields th,table.fields td{padding:.18rem 1.1rem .18rem 0}
table.fields .layer th{padding-top:.6rem;font-weight:600;color:var(--soft)}
table.fields td:last-child{white-space:nowrap}
table.fields .why{color:var(--soft);font-size:.92em;white-space:nowrap}
table.fields .differs th,table.fields .differs td{background:var(--fail-soft);font-weight:600}
.differs-sign{color:var(--fail);font-weight:700}
pre.octets{white-space:pre;line-height:1.5}
mark{background:var(--fail-soft);color:var(--fail);font-weight:700}
.links{margin:1rem 0 0;font-size:.9rem}
.finding h3{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.8rem;align-items:baseline}
.finding{border-left:4px solid var(--edge)}
.finding.o-fail{border-left-color:var(--fail)}.finding.o-advisory{border-left-color:var(--advisory)}.finding.o-xpass{border-left-color:var(--xpass)}
.finding .quiet{margin:.3rem 0 .8rem}
.letter{margin-top:.9rem}
.letter>summary{font-weight:600;color:var(--accent)}
.letter pre{background:var(--sunken);border:1px solid var(--line);border-radius:8px;padding:1rem;margin-top:.6rem}
.letter .copy{margin-top:.6rem;font-size:.88rem}
.picture{margin:.4rem 0}
.bad{color:var(--fail)}
a.cell{text-decoration:none}
a.cell:hover .status{outline:2px solid currentColor}
table.matrix td,table.matrix th{padding:.45rem 1.4rem .45rem 0}
table.matrix td{min-width:9rem}
table.events td,table.speakers td{white-space:nowrap}
table.events td:nth-child(3){white-space:normal;min-width:20rem}
.filters{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line);padding:.7rem 0 .5rem;margin-bottom:1.2rem}
.filters .row{display:flex;flex-wrap:wrap;gap:.4rem .8rem;align-items:center;margin-bottom:.4rem}
.filters .search{flex:1 1 16rem}
.filters input{width:100%}
.filters select{max-width:11rem}
.filters button{font-size:.88rem;padding:.15rem .65rem}
.outcomes,.folding{display:flex;flex-wrap:wrap;gap:.4rem}
.folding{margin-left:auto}
.shown{margin:0;color:var(--soft);font-size:.88rem}
@media (max-width:40rem){.case>summary{grid-template-columns:minmax(0,1fr) auto}.case .name{grid-column:1/-1;grid-row:2}
.evidence{padding-left:.4rem}.area>summary,.area .clause{padding-left:1rem;padding-right:1rem}
ul.reasons details{margin-left:0}.filters{position:static}html{scroll-padding-top:1rem}.picture .pic{max-width:none}.filters .row{gap:.4rem}.filters button{padding:.2rem .5rem}.folding{margin-left:0}.case .time{display:inline}.case .status{justify-self:start}.frame{padding-left:.5rem}
table.fields{font-size:.8rem;table-layout:fixed;width:100%}table.fields th,table.fields td{padding-right:.5rem;overflow-wrap:anywhere}
table.fields .why{display:block;white-space:normal}table.fields thead th:last-child,table.fields td:last-child{display:none}}
@media (max-height:40rem){.filters{position:static}html{scroll-padding-top:1rem}}
@media print{.area,.case,.finding{break-inside:auto}.case>summary,h2,h3,h4,h5{break-after:avoid}.finding{padding-left:.8rem}.links{display:none}.case>summary{padding:.15rem 0}
.area>summary,.area .clause{padding-left:0;padding-right:0}.evidence{padding-left:.4rem}
.letter pre{border:0;padding:0}
.area:not(.calm)::details-content,.letter::details-content,.case:not(.o-pass):not(.o-skipped)::details-content{content-visibility:visible;display:block}}
)css";

}  // namespace

std::string_view html_style() {
    static const auto style = std::string(page_style).append(picture_style());
    return style;
}

}  // namespace reports
