/** Which tenants are shown, by switches of which at least one stays on. */
import type { PageData } from '../page-data.js';
import { element } from './dom.js';

export class Tenants {
  readonly isOn: boolean[];
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly page: PageData) {
    this.isOn = page.tenants.map(({ isOn }) => isOn);
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Null where there is nothing to choose. */
  switches(): HTMLElement | null {
    if (this.page.tenants.length < 2) return null;
    const group = element('fieldset', 'tenants');
    group.append(element('legend', '', 'Tenants'));
    this.page.tenants.forEach(({ name }, at) => {
      const label = element('label');
      const box = element('input');
      box.type = 'checkbox';
      box.checked = this.isOn[at];
      box.addEventListener('change', () => this.turn(at, box));
      label.append(box, element('span', '', name));
      group.append(label);
    });
    return group;
  }

  private turn(at: number, box: HTMLInputElement): void {
    if (!box.checked && this.isOn.filter(Boolean).length === 1) {
      box.checked = true;
      return;
    }
    this.isOn[at] = box.checked;
    for (const listener of this.listeners) listener();
  }
}
