/** Colours of charts are the style sheet's; the page is light or dark as the system is, until its reader says otherwise. */
export type Theme = 'light' | 'dark';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const print = window.matchMedia('print');

/** Never seen: the browser resolves colours on it. */
const probe = document.body.appendChild(document.createElement('span'));
probe.hidden = true;

/** As canvases need them, of the theme in force. */
export function colour(name: string): string {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

export function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return dark.matches ? 'dark' : 'light';
}

export function toggleTheme(): void {
  document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
  for (const listener of listeners) listener();
}

const listeners: (() => void)[] = [];

/** Also when the page is printed, which is always on white. */
export function onTheme(listener: () => void): void {
  listeners.push(listener);
  for (const query of [dark, print]) query.addEventListener('change', listener);
}
