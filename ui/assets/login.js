// Light or dark as it was chosen on the page, else as the system.
(() => {
  let chosen = '';
  try { chosen = localStorage.getItem('cewen-theme') || ''; } catch { /* then as the system */ }
  const system = matchMedia('(prefers-color-scheme: dark)');
  const paint = () => document.documentElement.classList.toggle('dark', chosen === 'dark' || (chosen !== 'light' && system.matches));
  system.addEventListener('change', paint);
  paint();
})();
