/** The script of a sweep's page: reads what the page was written with, and draws it. Verdict and tables stand without it. */
import { offerCopies } from '../../../page/browser/copy.js';
import { button, within } from '../../../page/browser/dom.js';
import { toggleTheme } from '../../../page/browser/theme.js';
import type { SweepData } from '../sweep-data.js';
import { Choice } from './choice.js';
import { fillChoices } from './choices.js';
import { drawChosen } from './chosen-cell.js';
import { drawMap } from './map.js';
import { drawMultiples } from './multiples.js';

const data = JSON.parse(within(document, '#sweep-data').textContent ?? '') as SweepData;
const choice = new Choice(data);

document.documentElement.classList.add('has-script');
const tools = within(document, '#tools');
tools.append(button('◐', 'Light or dark', toggleTheme));
tools.hidden = false;
fillChoices(choice);
drawMap(choice);
drawChosen(choice);
drawMultiples(choice);
offerCopies();
