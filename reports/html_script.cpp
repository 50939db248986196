#include "reports/html_script.hpp"

namespace reports {

std::string_view html_script() {
    static constexpr std::string_view script = R"js(
'use strict';
(() => {
const find = (selector, within) => Array.from((within || document).querySelectorAll(selector));
const one = id => document.getElementById(id);
const cases = find('details.case').map(node => ({node, text: null}));
const areas = find('details.area');
const buttons = find('[data-filter]');
const search = one('search'), profile = one('by-profile'), suite = one('by-suite'), shown = one('shown');
const opened = new Map(areas.map(area => [area, area.open]));

// Every case's text is gathered when somebody first searches.
const textOf = item => item.text ??= item.node.textContent.toLowerCase().replace(/\s+/g, ' ');

function apply() {
  const outcomes = buttons.filter(b => b.getAttribute('aria-pressed') === 'true').map(b => b.dataset.filter);
  const wanted = search.value.toLowerCase().trim().replace(/\s+/g, ' ');
  const filtering = outcomes.length > 0 || wanted || profile?.value || suite?.value;
  let count = 0;
  for (const item of cases) {
    const data = item.node.dataset;
    const fits = (!outcomes.length || outcomes.includes(data.o)) && (!profile?.value || data.p === profile.value) &&
      (!suite?.value || data.s === suite.value) && (!wanted || textOf(item).includes(wanted));
    item.node.hidden = !fits;
    if (fits) ++count;
  }
  for (const part of find('#cases .clause')) part.hidden = !part.querySelector('details.case:not([hidden])');
  for (const area of areas) {
    area.hidden = !area.querySelector('details.case:not([hidden])');
    area.open = filtering ? !area.hidden : opened.get(area);
  }
  shown.textContent = count === cases.length ? 'All ' + count + ' cases are shown.'
    : count + ' of ' + cases.length + ' cases ' + (count === 1 ? 'is' : 'are') + ' shown.';
}

function reveal() {
  let target = null;
  try { target = one(decodeURIComponent(location.hash.slice(1))); } catch { return; }
  if (!target) return;
  if (target.hidden) { for (const b of buttons) b.setAttribute('aria-pressed', 'false'); search.value = ''; if (profile) profile.value = ''; if (suite) suite.value = ''; apply(); }
  for (let node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
  target.scrollIntoView();
  target.querySelector('summary')?.focus({preventScroll: true});
}

if (one('filters')) {
  one('filters').hidden = false;
  for (const button of buttons) button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
    apply();
  });
  let waiting = 0;
  search.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  profile?.addEventListener('change', apply);
  suite?.addEventListener('change', apply);
  one('expand').addEventListener('click', () => {
    for (const area of areas) if (!area.hidden) area.open = true;
    for (const {node} of cases) if (!node.hidden) node.open = true;
  });
  one('collapse').addEventListener('click', () => { for (const {node} of cases) node.open = false; for (const area of areas) area.open = false; });
  document.addEventListener('keydown', event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || '');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && document.activeElement === search) {
      search.value = '';
      apply();
    }
  });
  apply();
}

for (const letter of find('details.letter')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    const pre = letter.querySelector('pre');
    try {
      await navigator.clipboard.writeText(pre.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(pre);
      button.textContent = 'Selected: copy it now';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2500);
  });
  letter.querySelector('pre').before(button);
}

// What went wrong is open on paper, whatever was open on the screen.
let closed = [];
addEventListener('beforeprint', () => {
  closed = find('details.area:not(.calm):not([open]), details.case:not(.o-pass):not(.o-skipped):not([open]), details.letter:not([open])');
  for (const node of closed) node.open = true;
});
addEventListener('afterprint', () => { for (const node of closed) node.open = false; });
addEventListener('hashchange', reveal);
// A click on the link one is at already changes no hash.
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href^="#"]');
  if (link && link.getAttribute('href') === location.hash) { event.preventDefault(); reveal(); }
});
if (location.hash) reveal();
})();
)js";
    return script;
}

}  // namespace reports
