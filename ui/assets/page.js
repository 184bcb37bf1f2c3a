// The components speak the browser's language; this page speaks Chinese to everybody.
document.documentElement.lang = 'zh-CN';
Object.defineProperty(navigator, 'language', {get: () => 'zh-CN'});
Object.defineProperty(navigator, 'languages', {get: () => ['zh-CN', 'zh']});

// Light, dark or as the system: the browser keeps it.
const cewenTheme = (() => {
  const KEY = 'cewen-theme', KNOWN = ['system', 'light', 'dark'];
  const system = matchMedia('(prefers-color-scheme: dark)');
  let now = 'system';
  // A browser that keeps nothing refuses even to be asked.
  try { now = KNOWN.includes(localStorage.getItem(KEY)) ? localStorage.getItem(KEY) : 'system'; } catch { now = 'system'; }
  const dark = () => now === 'dark' || (now === 'system' && system.matches);
  const paint = () => document.body.classList.toggle('dark', dark());
  // The components paint by the system, when they begin and whenever that changes; what was chosen stays.
  const hold = () => { if (now !== 'system' && document.body.classList.contains('dark') !== dark()) paint(); };
  function begin() {
    hold();
    new MutationObserver(hold).observe(document.body, {attributes: true, attributeFilter: ['class']});
  }
  if (document.body) begin();
  else new MutationObserver((_, watch) => { if (document.body) { watch.disconnect(); begin(); } })
    .observe(document.documentElement, {childList: true});
  return {
    chosen: () => now,
    choose: (wanted) => {
      now = KNOWN.includes(wanted) ? wanted : 'system';
      try { localStorage.setItem(KEY, now); } catch { /* then it holds until the page is left */ }
      paint();
    },
  };
})();

// A log-in that has run out: what was typed stays where it is, and a second try goes through once one has logged in.
const cewenLogin = (() => {
  const send = window.fetch.bind(window);
  const needed = (got) => got.status === 401 && got.headers.has('x-cewen-login');
  window.fetch = async (...given) => {
    const got = await send(...given);
    if (needed(got)) tell();
    return got;
  };
  let told = null;
  function tell() {
    if (told && told.open) return;
    told = document.createElement('dialog');
    told.id = 'cw-login-needed';
    told.setAttribute('aria-labelledby', 'cw-login-title');
    told.innerHTML = '<h2 id="cw-login-title">登录已过期</h2><p>您写的还在。请在新标签页里登录，再回来重试。</p>'
      + '<p class="cw-deeds"><a class="cw-go" href="login" target="_blank" rel="noopener">去登录</a> '
      + '<button type="button" class="cw-deed">关闭</button></p>';
    told.querySelector('button').addEventListener('click', () => told.close());
    told.querySelector('a').addEventListener('click', () => told.close());
    told.addEventListener('close', () => told.remove());
    document.body.append(told);
    told.showModal();
  }
  return {needed};
})();

// What is wider or longer than its box is scrolled by the keyboard too.
const SCROLLED = '.cw-scroll, .cw-around, .cw-outline ul';
let looking = 0;
function reach() {
  looking = 0;
  for (const box of document.querySelectorAll(SCROLLED)) {
    const over = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (over === box.hasAttribute('tabindex')) continue;
    if (!over) { for (const name of ['tabindex', 'role', 'aria-label']) box.removeAttribute(name); continue; }
    box.tabIndex = 0;
    if (box.tagName !== 'DIV') continue;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', '可滚动查看');
  }
}
function reachSoon() { looking = looking || setTimeout(reach, 150); }
addEventListener('resize', reachSoon);
document.addEventListener('toggle', reachSoon, true);
new MutationObserver(reachSoon).observe(document.documentElement, {childList: true, subtree: true});

// A card that comes open shows its sentence, however long the text around it is.
function showSentence(card) {
  const box = card.querySelector('.cw-around'), sentence = card.querySelector('mark');
  if (box && sentence) box.scrollTop = sentence.offsetTop - box.offsetTop - 30;
}
document.addEventListener('toggle', (event) => {
  if (event.target.open && event.target.matches('.cw-src')) showSentence(event.target);
}, true);

// What Gradio tells in English whatever the language is.
const TOLD_IN_ENGLISH = [
  [/^Connection to the server was lost\.? ?Attempting reconnection\.*$/, '与服务的连接断开了，正在重新连接…'],
  [/^Connection re-?established\.?$/i, '已重新连上服务。'],
  [/^Connection errored out\.?.*$/, '连接出错，请稍后再试。'],
  [/^Error$/, '没有成功'],
  [/^Drop File Here$/, '把文件拖到这里'], [/^- or -$/, '或'], [/^Click to Upload$/, '点击选择文件'],
  [/^File\(s\) exceed the maximum allowed size of ([\d.]+?)(?:\.0)? Mb: "?(.*?)"?$/i,
    '$2 太大，最多 $1 MB：请去掉图片后另存，或分成几份上传。'],
  [/^Lost connection due to leaving page.*$/, '离开页面后连接断开了，请刷新页面。'],
];
function putInChinese(node) {
  const text = node.nodeValue.trim();
  for (const [english, chinese] of TOLD_IN_ENGLISH) if (english.test(text)) node.nodeValue = text.replace(english, chinese);
}
function putAllInChinese(root) {
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) putInChinese(walk.currentNode);
}
new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === 'characterData') putInChinese(change.target);
    for (const added of change.addedNodes) {
      if (added.nodeType === 3) putInChinese(added);
      if (added.nodeType !== 1) continue;
      if (added.closest('.toast-wrap, .toast-body, [class*=toast], .status-tracker, body > div')) putAllInChinese(added);
      else added.querySelectorAll('[data-testid=upload-text]').forEach(putAllInChinese);
    }
  }
}).observe(document.documentElement, {childList: true, subtree: true, characterData: true});
