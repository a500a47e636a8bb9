/** Buttons that copy the text beside them; where a browser lets no page write to the clipboard, the text is selected. */
import { within } from './dom.js';

export function offerCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const source = within(document, `#${button.dataset.copy}`);
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(source.textContent ?? '');
        button.textContent = 'Copied';
      } catch {
        getSelection()?.selectAllChildren(source);
        button.textContent = 'Selected';
      }
    });
  }
}
