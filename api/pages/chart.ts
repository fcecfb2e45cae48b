import type { Config, TopLevelSpec } from 'vega-lite';

/** What is drawn: data, marks and encodings of Vega-Lite, and in `description` what the picture shows, for those who do not see it. */
export type ChartSpec = TopLevelSpec & { description: string };

/** Colours that tell apart in print and for the colour-blind, of GOV.UK's palette; the page's typeface. */
const config: Config = {
  aria: false,
  background: 'white',
  font: 'Arial, Helvetica, sans-serif',
  axis: { labelFontSize: 14, titleFontSize: 14, labelColor: '#0b0c0c', titleColor: '#0b0c0c', titlePadding: 10 },
  legend: { labelFontSize: 14, titleFontSize: 14, orient: 'top', symbolStrokeWidth: 3, labelLimit: 0 },
  range: { category: ['#1d70b8', '#00703c', '#d4351c', '#4c2c92', '#b58840', '#505a5f'] },
  view: { stroke: null },
};

/** The axis of bars that lie: each has its name above it, so that the names take no width. For steps of about 50 px. */
export const nameAbove = {
  labelAlign: 'left',
  labelPadding: 0,
  labelOffset: -20,
  labelLimit: 0,
  ticks: false,
  domain: false,
  zindex: 1,
} as const;

/** How wide a chart is drawn, in px: for a desk, and for a telephone of 320 px, on which it keeps the size of its letters. */
const widths = { wide: 620, narrow: 240 } as const;

/**
 * Draws a chart once for a desk and once for a telephone, for putting into a page as it is: the style sheet shows one of
 * them. Nothing has to be scrolled or enlarged to be read.
 * @param draw the same chart at a width in px
 */
export async function chartFor(draw: (width: number, isNarrow: boolean) => ChartSpec): Promise<string> {
  const [wide, narrow] = await Promise.all([chartSvg(draw(widths.wide, false)), chartSvg(draw(widths.narrow, true))]);
  return `<div class="concert-chart-wide">${wide}</div><div class="concert-chart-narrow">${narrow}</div>`;
}

/**
 * Draws a chart to SVG, without a browser or a canvas, for putting into a page as it is: one picture with `description`
 * as its name. What it shows stands in a table beside it.
 * @throws Error when it is no chart of Vega-Lite
 */
export async function chartSvg(spec: ChartSpec): Promise<string> {
  // Both are modules that await as they load, so `require` cannot have them.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new vega.View(vega.parse(compile(spec, { config }).spec), { renderer: 'none', logger: silent });
  try {
    const svg = await view.toSVG();
    // One picture with one name: its parts are not read out one by one.
    const whole = svg.replaceAll(/ role="graphics-[a-z]+"| aria-roledescription="[^"]*"/g, '');
    return whole.replace('class="marks"', `class="concert-chart" role="img" aria-label="${escaped(spec.description)}"`);
  } finally {
    view.finalize();
  }
}

/** Its warnings are for who draws by hand; what is wrong is thrown. */
const silent = {
  level: () => 0,
  error: (...what: readonly unknown[]) => fail(what),
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

function fail(what: readonly unknown[]): never {
  throw new Error(`The chart could not be drawn: ${what.map(String).join(' ')}`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
