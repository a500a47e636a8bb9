/** Elements with text: names come from scenarios, so nothing here takes markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

/** @param label words, or a sign that the title explains */
export function button(label: string, title: string, act: () => void): HTMLButtonElement {
  const made = element('button', '', label);
  made.type = 'button';
  made.title = title;
  if (label.length === 1) made.setAttribute('aria-label', title);
  made.addEventListener('click', act);
  return made;
}

/** One that the page was written with. */
export function within(parent: ParentNode, selector: string): HTMLElement {
  const found = parent.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}
