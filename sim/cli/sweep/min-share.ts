/** `--min-share`: how great a share of the runs of a setting must meet each objective. */
import type { CommandWords } from '../command.js';
import { UsageError } from '../usage-error.js';

export const minShareOption = {
  describe: 'share of the runs of each setting that must meet each objective, such as 95% (default 100%)',
};

/** In 0..1. Throws UsageError. */
export function minShareOf({ 'min-share': [text] = ['100%'] }: CommandWords['options']): number {
  const [, digits] = /^(\d{1,3}(?:\.\d{1,9})?)\s*%$/.exec(text) ?? [];
  const share = Number(digits) / 100;
  if (!(share >= 0 && share <= 1))
    throw new UsageError(`found --min-share ${text}; expected a share from 0% to 100%, such as 95%`);
  return share;
}
