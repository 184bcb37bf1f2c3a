// The components speak the browser's language; this page speaks Chinese to everybody.
document.documentElement.lang = 'zh-CN';
Object.defineProperty(navigator, 'language', {get: () => 'zh-CN'});
Object.defineProperty(navigator, 'languages', {get: () => ['zh-CN', 'zh']});

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
  [/^File\(s\) exceed the maximum allowed size of ([\d.]+?)(?:\.0)? Mb: "?(.*?)"?$/i,
    '$2 太大，最多 $1 MB：请去掉图片后另存，或分成几份上传。'],
  [/^Lost connection due to leaving page.*$/, '离开页面后连接断开了，请刷新页面。'],
];
function putInChinese(node) {
  const text = node.nodeValue.trim();
  for (const [english, chinese] of TOLD_IN_ENGLISH) if (english.test(text)) node.nodeValue = text.replace(english, chinese);
}
new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type === 'characterData') putInChinese(change.target);
    for (const added of change.addedNodes) {
      if (added.nodeType === 3) putInChinese(added);
      else if (added.nodeType === 1 && added.closest('.toast-wrap, .toast-body, [class*=toast], .status-tracker, body > div')) {
        const walk = document.createTreeWalker(added, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) putInChinese(walk.currentNode);
      }
    }
  }
}).observe(document.documentElement, {childList: true, subtree: true, characterData: true});
