/** Colours of charts are the style sheet's; the page is light or dark as the system is, until its reader says otherwise. */
export type Theme = 'light' | 'dark';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const print = window.matchMedia('print');

/** Never seen: the browser resolves colours on it. */
const probe = document.body.appendChild(document.createElement('span'));
probe.hidden = true;

/** Of the theme in force: to ask the browser makes it work out the style of the whole page. */
const known = new Map<string, string>();

/** As canvases need them, of the theme in force. */
export function colour(name: string): string {
  const before = known.get(name);
  if (before !== undefined) return before;
  probe.style.color = `var(--${name})`;
  const { color } = getComputedStyle(probe);
  known.set(name, color);
  return color;
}

export function theme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return dark.matches ? 'dark' : 'light';
}

export function toggleTheme(): void {
  document.documentElement.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
  known.clear();
  for (const listener of listeners) listener();
}

const listeners: (() => void)[] = [];

/** Also when the page is printed, which is always on white. */
export function onTheme(listener: () => void): void {
  listeners.push(listener);
  for (const query of [dark, print]) {
    query.addEventListener('change', () => {
      known.clear();
      listener();
    });
  }
}
