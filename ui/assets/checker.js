// The desk of 数据核对: a mark in the text and its card lead to each other; the buttons of the cards are pressed here.
const cewenDesk = (() => {
  let waiting = '', kept = null;
  const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
  function show(goal, at) {
    if (!goal) return;
    const folded = goal.closest('details');
    if (folded) folded.open = true;
    goal.scrollIntoView({block: 'center', behavior: calm() ? 'auto' : 'smooth'});
    at.focus({preventScroll: true});
    const lit = goal.closest('.cw-hit') || goal;
    lit.classList.add('cw-lit');
    setTimeout(() => lit.classList.remove('cw-lit'), 1800);
  }
  function only(out, verdict) {
    for (const chip of out.querySelectorAll('.cw-only')) chip.setAttribute('aria-pressed', String(chip.dataset.only === verdict));
    for (const card of out.querySelectorAll('.cw-finding')) card.hidden = verdict !== '' && card.dataset.verdict !== verdict;
    for (const fold of out.querySelectorAll('.cw-fold')) {
      fold.hidden = ![...fold.querySelectorAll('.cw-finding')].some((card) => !card.hidden);
      if (verdict && !fold.hidden) fold.open = true;
    }
  }
  document.addEventListener('click', (event) => {
    const out = event.target.closest('#cw-check-out');
    if (!out) return;
    const taken = event.target.closest('[data-deed]'), chip = event.target.closest('.cw-only');
    const back = event.target.closest('[data-hit]'), mark = event.target.closest('[data-card]');
    if (taken) {
      const text = out.querySelector('.cw-checked');
      kept = {scroll: text ? text.scrollTop : 0};
      waiting = taken.dataset.deed;
      document.getElementById('cw-check-do').click();
    } else if (chip) {
      only(out, chip.getAttribute('aria-pressed') === 'true' ? '' : chip.dataset.only);
    } else if (back) {
      const number = out.querySelector(`.cw-checked [data-card="${back.dataset.hit}"].cw-no`);
      if (number) show(number.closest('.cw-hit') || number, number);
    } else if (mark && String(getSelection()) === '') {
      const card = out.querySelector(`.cw-finding[data-number="${mark.dataset.card}"]`);
      if (card && card.hidden) only(out, '');
      show(card, card);
    }
  });
  // What only follows from the text is numbered in it while its cards are open.
  document.addEventListener('toggle', (event) => {
    if (event.target.matches?.('.cw-soft')) event.target.closest('.cw-desk').classList.toggle('cw-with-soft', event.target.open);
  }, true);
  // After a mend the desk is drawn anew: the text stays where it was, and what was changed is told.
  new MutationObserver(() => {
    const out = kept && document.getElementById('cw-check-out'), text = out && out.querySelector('.cw-checked');
    if (!text || text.dataset.seen) return;
    for (const one of out.querySelectorAll('.cw-checked')) one.dataset.seen = '1';
    text.scrollTop = kept.scroll;
    const told = out.querySelector('.cw-taken');
    if (told) told.focus({preventScroll: true});
    kept = null;
  }).observe(document.documentElement, {childList: true, subtree: true});
  // What was found stands below the text it was found in: the page goes there.
  function showFound() {
    const found = document.querySelector('#cw-check-out .cw-counts, #cw-check-out .cw-error, #cw-check-out .cw-empty');
    const head = document.querySelector('#cw-check-take') || found;
    if (found) (found.matches('.cw-counts') ? head : found).scrollIntoView({block: 'start', behavior: calm() ? 'auto' : 'smooth'});
  }
  return {deed: () => waiting, show: showFound};
})();
