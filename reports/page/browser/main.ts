/** The page's script: reads what the page was written with, and draws it. Everything else on the page stands without it. */
import type { PageData } from '../page-data.js';
import { offerCopies } from './copy.js';
import { within } from './dom.js';
import { drawTailChart } from './tail-chart.js';
import { Tenants } from './tenants.js';
import { TimeAxis } from './time-axis.js';
import { drawTimeCharts } from './time-charts.js';
import { fillToolbar } from './toolbar.js';

const page = JSON.parse(within(document, '#page-data').textContent ?? '') as PageData;
const axis = new TimeAxis(page.endS);
const tenants = new Tenants(page);

document.documentElement.classList.add('has-script');
fillToolbar(page, axis, tenants);
drawTimeCharts(page, axis, tenants);
drawTailChart(page, tenants);
offerCopies();
