// The library: its list, and what the drawer shows of a document, its record and its tables.
(() => {
  const WHO = 'cewen-who';
  const query = (pairs) => new URLSearchParams(Object.entries(pairs).filter(([, value]) => value !== undefined && value !== ''));
  const addresses = {
    read: ({id, at, words, turn, ref}) => (turn
      ? `talk/turns/${turn}/marks/${ref}/whole?${query({at, words})}` : `library/document?${query({id, at, words})}`),
    record: ({id}) => `library/record?${query({id})}`,
    tables: ({id, number, header, since}) => `library/tables?${query({id, number, header, since})}`,
  };
  let changed = false;

  function remembered(body) {
    let who = '';
    try { who = localStorage.getItem(WHO) || ''; } catch { return; }
    body.querySelectorAll('input[name=who]').forEach((field) => { if (!field.value) field.value = who; });
    body.querySelectorAll('.cw-outline').forEach((one) => { if (innerWidth < 900) one.open = false; });
  }
  async function open(name, data) {
    const body = await cewen.draw(addresses[name](data));
    remembered(body);
    const goal = data.focus && document.getElementById(data.focus);
    if (goal) { goal.scrollIntoView({block: data.focus === 'cw-hit' ? 'center' : 'start'}); goal.focus({preventScroll: true}); }
  }

  async function list(shelf, page) {
    const pairs = query({...Object.fromEntries(new FormData(shelf.querySelector('.cw-filter'))), page});
    const box = shelf.querySelector('.cw-shelf-list');
    try {
      const got = await fetch(`library/list?${pairs}`);
      if (!cewenLogin.needed(got)) box.innerHTML = await got.text();
    } catch { box.textContent = '连不上服务，请稍后再试。'; }
  }
  // What was put right shows in the list behind the drawer.
  document.addEventListener('close', (event) => {
    if (event.target.id !== 'cw-drawer' || !changed) return;
    changed = false;
    const shelf = document.querySelector('#cw-library-covers .cw-shelf');
    if (shelf) list(shelf, 1);
  }, true);

  async function post(form, button) {
    const wrong = form.querySelector('[role=alert]'), fields = Object.fromEntries(new FormData(form));
    if (button && button.name) fields[button.name] = button.value;
    wrong.textContent = '';
    const buttons = form.querySelectorAll('button[type=submit]');
    buttons.forEach((one) => { one.disabled = true; });
    try {
      if (fields.who) try { localStorage.setItem(WHO, fields.who); } catch { /* a browser without storage: type it again */ }
      const got = await fetch(form.dataset.post, {
        method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(fields),
      });
      const told = await got.json();
      if (got.ok) {
        changed = true;
        const body = form.closest('.cw-drawn');
        body.innerHTML = told.html;
        remembered(body);
        body.querySelector('h2').insertAdjacentHTML('afterend', '<p class="cw-saved" role="status">已保存</p>');
        body.scrollTop = 0;
        return;
      }
      // What was typed stays; with the new number the next try holds against what is now known.
      if (told.seen !== undefined) form.querySelector('[name=seen]').value = told.seen;
      wrong.textContent = typeof told.error === 'string' ? told.error : '没有成功，请关掉重新打开。';
    } catch { wrong.textContent = '连不上服务，没有保存，您填的还在。'; }
    buttons.forEach((one) => { one.disabled = false; });
  }

  document.addEventListener('click', (event) => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.shelf) open(button.dataset.shelf, button.dataset);
    else if (button.dataset.page) list(button.closest('.cw-shelf'), button.dataset.page);
  });
  document.addEventListener('change', (event) => {
    const form = event.target.matches('[data-retry]') && event.target.closest('form');
    if (form) open('tables', {...Object.fromEntries(new FormData(form)), since: 0});
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.matches('.cw-filter')) { event.preventDefault(); list(form.closest('.cw-shelf'), 1); }
    else if (form.matches('.cw-find')) {
      event.preventDefault();
      open('read', {...form.dataset, words: new FormData(form).get('words'), focus: 'cw-hit'});
    }
    else if (form.matches('.cw-post')) { event.preventDefault(); post(form, event.submitter); }
  });
})();
