// The conversation: what its buttons do, the drawer behind its marks, and where the page stands.
const cewen = (() => {
  let waiting = '';
  const find = (selector) => document.querySelector(selector);
  const shown = () => find('#cw-talk .cw-talk');
  const here = () => (shown() ? shown().dataset.conversation : '');
  const inAddress = () => new URLSearchParams(location.search).get('c') || '';
  function act(deed) {
    waiting = JSON.stringify(deed);
    const button = find('#cw-do');
    (button.matches('button') ? button : button.querySelector('button')).click();
  }

  // Boxes over the page are dialogs of the browser: they hold the focus, give it back and close with Esc.
  function dialog(id, label) {
    const made = document.createElement('dialog');
    made.id = id;
    made.setAttribute('role', 'dialog');
    made.setAttribute('aria-modal', 'true');
    made.setAttribute(label.startsWith('#') ? 'aria-labelledby' : 'aria-label', label.replace('#', ''));
    made.addEventListener('click', (event) => { if (event.target === made) made.close(); });
    document.body.append(made);
    return made;
  }
  function within(tag, text, more = {}) {
    const made = Object.assign(document.createElement(tag), more);
    if (text) made.textContent = text;
    return made;
  }
  // Asks the person something: what was written, '' where nothing is to be written, null where it was called off.
  function askPerson({title, told = '', value = null, ok = '确定', mayBeEmpty = false}) {
    return new Promise((answer) => {
      const box = dialog('cw-asking', title), form = within('form', '', {method: 'dialog'});
      const text = value === null ? null : within('textarea', '', {value, rows: 3, ariaLabel: title});
      const no = within('button', '取消', {type: 'button', className: 'cw-deed'});
      form.append(within('h2', title), ...(told ? [within('p', told)] : []), ...(text ? [text] : []),
        within('button', ok, {type: 'submit', className: 'cw-go'}), no);
      box.append(form);
      let said = null;
      form.addEventListener('submit', () => {
        const written = text ? text.value.trim() : '';
        if (written || mayBeEmpty || !text) said = written;
      });
      no.addEventListener('click', () => box.close());
      box.addEventListener('close', () => { box.remove(); answer(said); });
      box.showModal();
      if (text) text.select();
    });
  }

  // Lets the person search what can be pinned and choose one; null where it was called off.
  function choose(kind, name) {
    return new Promise((answer) => {
      const box = dialog('cw-choosing', `固定${name}`), list = within('ul', ''), told = within('p', '', {role: 'status'});
      const words = within('input', '', {type: 'search', ariaLabel: `搜索${name}`, placeholder: `搜索${name}`});
      const no = within('button', '取消', {type: 'button', className: 'cw-deed'});
      box.append(within('h2', `固定${name}`), words, told, list, no);
      let said = null, asked = 0;
      const take = (value) => { said = value; box.close(); };
      async function look() {
        const now = ++asked;
        let got;
        try { got = await (await fetch(`talk/scope/${kind}?words=${encodeURIComponent(words.value)}`)).json(); }
        catch { got = {error: '连不上服务，请稍后再试。'}; }
        if (now !== asked) return;
        const {choices = [], more = 0, error = ''} = got;
        told.textContent = error || (choices.length ? (more ? `另有 ${more} 个，请多写几个字` : '') : '没有找到');
        list.replaceChildren(...choices.map(({value, label, detail}) => {
          const row = within('li', ''), button = within('button', label, {type: 'button', className: 'cw-choice'});
          if (detail) button.append(within('small', detail));
          button.addEventListener('click', () => take(value));
          row.append(button);
          return row;
        }));
      }
      words.addEventListener('input', look);
      words.addEventListener('keydown', (event) => {
        const first = list.querySelector('button');
        if (event.key === 'Enter') { event.preventDefault(); if (first) first.click(); }
        else if (event.key === 'ArrowDown' && first) { event.preventDefault(); first.focus(); }
      });
      no.addEventListener('click', () => box.close());
      box.addEventListener('close', () => { box.remove(); answer(said); });
      box.showModal();
      look();
    });
  }

  const deeds = {
    ask: ({text}) => act({do: 'ask', text}),
    option: ({turn, text}) => act({do: 'option', turn, text}),
    retry: ({turn}) => act({do: 'retry', turn}),
    open: ({id}) => { closeSide(); act({do: 'open', id}); },
    new: () => { closeSide(); act({do: 'new'}); find('#cw-question textarea').focus(); },
    later: (_, button) => {
      const rows = button.previousElementSibling;
      rows.previousElementSibling.append(rows.content.cloneNode(true));
      button.remove();
    },
    forget: () => act({do: 'forget'}),
    unpin: ({kind}) => act({do: 'pin', kind, text: ''}),
    pin: async ({kind, name}) => {
      const chosen = await choose(kind, name);
      if (chosen !== null) act({do: 'pin', kind, text: chosen});
    },
    edit: async ({turn, text, after}) => {
      const told = Number(after) ? `这个问题之后的 ${after} 个问答会移出这次对话。` : '';
      const written = await askPerson({title: '改问', told, value: text, ok: '重新提问'});
      if (written) act({do: 'edit', turn, text: written});
    },
    rename: async ({id, text}) => {
      const written = await askPerson({title: '给对话改名', value: text, ok: '保存'});
      if (written) act({do: 'rename', id, text: written});
    },
    delete: async ({id, text}) => {
      const told = `“${text}”里的问答会全部删除，不能恢复；您对回答的评价和留痕记录仍会保留。`;
      if (await askPerson({title: '删除这个对话？', told, ok: '删除'}) !== null) act({do: 'delete', id});
    },
  };

  async function send(url, body) {
    try {
      const got = await fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)});
      const told = await got.json();
      return got.ok ? '' : told.error || '没有成功，请刷新页面再试。';
    } catch { return '连不上服务，请稍后再试。'; }
  }
  async function judge(button) {
    const {judge: verdict, turn} = button.dataset;
    const taken = button.getAttribute('aria-pressed') === 'true';
    let reason = '';
    if (!taken) {
      const title = verdict === 'bad' ? '哪里有误？' : '哪里有用？';
      reason = await askPerson({title, told: '可以不写原因。', value: '', ok: '提交', mayBeEmpty: true});
      if (reason === null) return;
    }
    const failed = await send(`talk/turns/${turn}/verdict`, {verdict: taken ? '' : verdict, reason});
    if (failed) return say(button, failed);
    button.parentElement.querySelectorAll('[data-judge]').forEach((one) => one.setAttribute('aria-pressed', 'false'));
    button.setAttribute('aria-pressed', taken ? 'false' : 'true');
    say(button, taken ? '评价已收回' : '谢谢，已记下');
  }
  function say(button, text) {
    const foot = button.closest('.cw-answer').querySelector('.cw-meta');
    foot.parentElement.querySelectorAll('.cw-said').forEach((old) => old.remove());
    const told = within('span', text, {className: 'cw-said', role: 'status'});
    foot.after(told);
    setTimeout(() => told.remove(), 4000);
  }
  async function copy(button) {
    const text = button.closest('.cw-answer').querySelector('.cw-copied').textContent;
    let done = false;
    // A page of the office's own network is no safe origin to a browser, which then has no clipboard to offer.
    if (navigator.clipboard && isSecureContext) {
      done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    }
    if (!done) {
      const area = within('textarea', '', {value: text});
      document.body.append(area);
      area.select();
      done = document.execCommand('copy');
      area.remove();
      button.focus();
    }
    say(button, done ? '已复制' : '浏览器不让复制，请选中文字后复制');
  }

  let drawer = null;
  const openDrawer = (turn, ref, whole) => draw(`talk/turns/${turn}/marks/${ref}${whole ? '/whole' : ''}`, whole);
  async function draw(address, whole = true) {
    if (!drawer) drawer = dialog('cw-drawer', '#cw-drawer-title');
    const close = within('button', '关闭', {type: 'button', className: 'cw-deed cw-close'});
    close.addEventListener('click', () => drawer.close());
    const body = within('div', '', {className: 'cw-drawn'});
    body.tabIndex = 0;
    body.setAttribute('role', 'region');
    body.setAttribute('aria-labelledby', 'cw-drawer-title');
    body.innerHTML = '<h2 id="cw-drawer-title">正在打开…</h2>';
    drawer.replaceChildren(close, body);
    if (!drawer.open) drawer.showModal();
    try {
      const got = await fetch(address);
      body.innerHTML = cewenLogin.needed(got) ? '<h2 id="cw-drawer-title">登录已过期</h2><p>登录后再点一次。</p>' : await got.text();
    } catch { body.innerHTML = '<h2 id="cw-drawer-title">打不开</h2><p>连不上服务，请稍后再试。</p>'; }
    const lit = body.querySelector('mark');
    if (lit) lit.scrollIntoView({block: whole ? 'center' : 'nearest'});
    body.focus({preventScroll: true});
    return body;
  }

  // A mark tells its sentence when it is pointed at or reached by the keyboard.
  let tip = null;
  function showTip(mark) {
    if (!tip) (find('main') || document.body).append(tip = within('div', '', {id: 'cw-tip', role: 'tooltip'}));
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    mark.setAttribute('aria-describedby', 'cw-tip');
    const at = mark.getBoundingClientRect(), wide = tip.offsetWidth, high = tip.offsetHeight;
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - wide - 8))}px`;
    tip.style.top = `${at.top - high - 6 > 0 ? at.top - high - 6 : at.bottom + 6}px`;
  }
  function hideTip() { if (tip) tip.hidden = true; }
  for (const kind of ['mouseover', 'focusin']) document.addEventListener(kind, (event) => {
    const mark = event.target.closest && event.target.closest('.cw-ref');
    if (mark) showTip(mark); else hideTip();
  });
  addEventListener('scroll', hideTip, true);

  // On a narrow screen the conversations stand behind a button.
  function closeSide() { document.body.classList.remove('cw-side-open'); toggleSide(); }
  function toggleSide() {
    const button = find('.cw-menu');
    if (button) button.setAttribute('aria-expanded', String(document.body.classList.contains('cw-side-open')));
  }
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    hideTip();
    if (document.body.classList.contains('cw-side-open')) { closeSide(); find('.cw-menu').focus(); }
    document.querySelectorAll('.cw-more[open]').forEach((one) => {
      one.open = false;
      one.querySelector('summary').focus();
    });
  });

  document.addEventListener('click', (event) => {
    const at = (selector) => event.target.closest(selector);
    const other = at('.cw-more');
    document.querySelectorAll('.cw-more[open]').forEach((one) => { if (one !== other) one.open = false; });
    const button = at('button');
    if (!button) return;
    if (button.matches('.cw-menu')) { document.body.classList.toggle('cw-side-open'); toggleSide(); }
    else if (button.matches('.cw-ref, .cw-goes')) openDrawer(button.dataset.turn, button.dataset.ref, 'whole' in button.dataset);
    else if (button.dataset.to) {
      const target = document.getElementById(button.dataset.to);
      if (target) { target.scrollIntoView({block: 'start'}); target.focus({preventScroll: true}); }
    }
    else if (button.dataset.do) deeds[button.dataset.do](button.dataset, button);
    else if (button.dataset.judge) judge(button);
    else if ('copy' in button.dataset) copy(button);
    else if (button.dataset.stop) { button.disabled = true; send(`talk/turns/${button.dataset.stop}/stop`, {}); }
  });

  // A new question or answer comes into view; the address names the conversation, so that it can be opened again.
  let seen = '';
  function moved() {
    const talk = shown();
    if (!talk) return;
    const id = talk.dataset.conversation;
    const turns = document.querySelectorAll('#cw-talk .cw-turn, #cw-now .cw-turn');
    const last = turns[turns.length - 1];
    const state = `${id} ${turns.length} ${last ? last.id : ''}`;
    if (state === seen) return;
    const first = seen === '';
    seen = state;
    document.body.classList.toggle('cw-begun', turns.length > 0);
    if (!first || id) {
      const address = new URL(location.href);
      if (id) address.searchParams.set('c', id); else address.searchParams.delete('c');
      if (address.href !== location.href) history.replaceState(history.state, '', address);
    }
    if (last) requestAnimationFrame(() => last.scrollIntoView({block: 'start'}));
    else if (!first) scrollTo(0, 0);
  }
  new MutationObserver(moved).observe(document.documentElement, {childList: true, subtree: true});
  return {here, inAddress, draw, deed: () => waiting};
})();
